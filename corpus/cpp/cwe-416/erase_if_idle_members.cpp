// seccoder-example: 1
// title: Drop the idle members of a chat room
// guideline: Remove entries with std::erase_if; an iterator is dead once its element is erased.
// cwe: CWE-416
// apis: std::erase_if, std::unordered_map::erase
// applies: standard library
// --- secure ---
#include <chrono>
#include <cstddef>
#include <string>
#include <unordered_map>

using Clock = std::chrono::steady_clock;
using Members = std::unordered_map<std::string, Clock::time_point>;

// The map holds when each member was last heard; returns how many were dropped.
std::size_t drop_idle(Members& members, Clock::time_point now) {
    const auto limit = now - std::chrono::minutes(15);
    return std::erase_if(members, [&](const auto& member) { return member.second < limit; });
}
// --- vulnerable ---
#include <chrono>
#include <cstddef>
#include <string>
#include <unordered_map>

using Clock = std::chrono::steady_clock;
using Members = std::unordered_map<std::string, Clock::time_point>;

// The map holds when each member was last heard; returns how many were dropped.
std::size_t drop_idle(Members& members, Clock::time_point now) {
    const auto limit = now - std::chrono::minutes(15);
    std::size_t dropped = 0;
    for (auto member = members.begin(); member != members.end(); ++member) {
        if (member->second < limit) {
            members.erase(member);
            ++dropped;
        }
    }
    return dropped;
}
