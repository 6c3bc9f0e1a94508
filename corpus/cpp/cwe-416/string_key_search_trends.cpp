// seccoder-example: 1
// title: Count what the visitors of a shop search for
// guideline: Let a container own its keys as std::string; a string_view dies with the text it shows.
// cwe: CWE-416
// apis: std::map::find, std::string_view, std::less
// applies: standard library
// --- secure ---
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

class SearchTrends {
public:
    void record(std::string_view term) {
        if (const auto known = counts_.find(term); known != counts_.end()) {
            ++known->second;
        } else if (counts_.size() < kMaxTerms) {
            counts_.emplace(term, 1);
        }
    }

    long count(std::string_view term) const {
        const auto known = counts_.find(term);
        return known != counts_.end() ? known->second : 0;
    }

private:
    static constexpr std::size_t kMaxTerms = 10'000;
    std::map<std::string, long, std::less<>> counts_;
};
// --- vulnerable ---
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

class SearchTrends {
public:
    void record(std::string_view term) {
        if (const auto known = counts_.find(term); known != counts_.end()) {
            ++known->second;
        } else if (counts_.size() < kMaxTerms) {
            counts_.emplace(term, 1);
        }
    }

    long count(std::string_view term) const {
        const auto known = counts_.find(term);
        return known != counts_.end() ? known->second : 0;
    }

private:
    static constexpr std::size_t kMaxTerms = 10'000;
    std::map<std::string_view, long, std::less<>> counts_;
};
