// seccoder-example: 1
// title: Print an answer of a survey that is a number or a text
// guideline: Hold alternatives in a std::variant and read them by get_if; a union forgets which one it has.
// cwe: CWE-843, CWE-125
// apis: std::variant, std::get_if
// applies: standard library
// --- secure ---
#include <ostream>
#include <string_view>
#include <variant>

// The text of an answer stays in the request that brought it.
class Answer {
public:
    void set_number(long number) { value_ = number; }
    void set_text(std::string_view text) { value_ = text; }

    // The survey says what it asked for; the client says what it sent.
    bool print(std::ostream& out, bool asked_for_text) const {
        const auto* text = std::get_if<std::string_view>(&value_);
        const auto* number = std::get_if<long>(&value_);
        if (asked_for_text && text != nullptr) {
            out << *text << '\n';
        } else if (!asked_for_text && number != nullptr) {
            out << *number << '\n';
        } else {
            return false;
        }
        return true;
    }

private:
    std::variant<long, std::string_view> value_;
};
// --- vulnerable ---
#include <ostream>
#include <string_view>

// The text of an answer stays in the request that brought it.
class Answer {
public:
    void set_number(long number) { value_.number = number; }
    void set_text(std::string_view text) { value_.text = text; }

    // The survey says what it asked for; the client says what it sent.
    bool print(std::ostream& out, bool asked_for_text) const {
        if (asked_for_text) {
            out << value_.text << '\n';
        } else {
            out << value_.number << '\n';
        }
        return true;
    }

private:
    union {
        long number;
        std::string_view text;
    } value_{};
};
