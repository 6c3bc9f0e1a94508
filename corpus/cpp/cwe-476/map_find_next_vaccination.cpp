// seccoder-example: 1
// title: Work out when the next dose of a vaccine is due
// guideline: Compare the result of find with end before it is dereferenced.
// cwe: CWE-476
// apis: std::unordered_map::find
// applies: standard library
// --- secure ---
#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>

using Schedule = std::unordered_map<std::string, std::chrono::days>;

// Returns nothing for a vaccine that the clinic does not offer.
std::optional<std::chrono::sys_days> next_dose(const Schedule& schedule,
                                               const std::string& vaccine,
                                               std::chrono::sys_days last) {
    const auto entry = schedule.find(vaccine);
    if (entry == schedule.end()) {
        return std::nullopt;
    }
    return last + entry->second;
}
// --- vulnerable ---
#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>

using Schedule = std::unordered_map<std::string, std::chrono::days>;

// Returns nothing for a vaccine that the clinic does not offer.
std::optional<std::chrono::sys_days> next_dose(const Schedule& schedule,
                                               const std::string& vaccine,
                                               std::chrono::sys_days last) {
    const auto entry = schedule.find(vaccine);
    return last + entry->second;
}
