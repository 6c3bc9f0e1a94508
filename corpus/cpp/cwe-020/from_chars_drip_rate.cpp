// seccoder-example: 1
// title: Read the rate of an infusion pump from a form field
// guideline: Parse with from_chars, require that all of the text was used, and check the range.
// cwe: CWE-20, CWE-1284
// apis: std::from_chars, std::stoi
// applies: standard library
// --- secure ---
#include <charconv>
#include <optional>
#include <string>
#include <system_error>

// Millilitres per hour; the pump can give 1 to 999.
std::optional<int> drip_rate(const std::string& field) {
    int rate = 0;
    const char* const last = field.data() + field.size();
    const auto [end, error] = std::from_chars(field.data(), last, rate);
    if (error != std::errc{} || end != last || rate < 1 || rate > 999) {
        return std::nullopt;
    }
    return rate;
}
// --- vulnerable ---
#include <exception>
#include <optional>
#include <string>

// Millilitres per hour; the pump can give 1 to 999.
std::optional<int> drip_rate(const std::string& field) {
    try {
        return std::stoi(field);
    } catch (const std::exception&) {
        return std::nullopt;
    }
}
