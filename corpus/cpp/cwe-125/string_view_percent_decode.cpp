// seccoder-example: 1
// title: Decode the percent escapes of a map link
// guideline: Take digits with string_view::substr, which stops at the end, and require that all are there.
// cwe: CWE-125
// apis: std::string_view::substr, std::from_chars
// applies: standard library
// --- secure ---
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

std::optional<std::string> percent_decode(std::string_view link) {
    std::string out;
    for (std::size_t i = 0; i < link.size(); ++i) {
        if (link[i] != '%') {
            out.push_back(link[i]);
            continue;
        }
        const std::string_view digits = link.substr(i + 1, 2);
        if (digits.size() != 2) {
            return std::nullopt;
        }
        unsigned value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + 2, value, 16);
        if (error != std::errc{} || end != digits.data() + 2) {
            return std::nullopt;
        }
        out.push_back(static_cast<char>(value));
        i += 2;
    }
    return out;
}
// --- vulnerable ---
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

std::optional<std::string> percent_decode(std::string_view link) {
    std::string out;
    for (std::size_t i = 0; i < link.size(); ++i) {
        if (link[i] != '%') {
            out.push_back(link[i]);
            continue;
        }
        const char* digits = link.data() + i + 1;
        unsigned value = 0;
        const auto [end, error] = std::from_chars(digits, digits + 2, value, 16);
        if (error != std::errc{} || end != digits + 2) {
            return std::nullopt;
        }
        out.push_back(static_cast<char>(value));
        i += 2;
    }
    return out;
}
