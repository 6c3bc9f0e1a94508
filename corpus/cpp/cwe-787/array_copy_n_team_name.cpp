// seccoder-example: 1
// title: Put a team name on the panel of a scoreboard
// guideline: Give copy_n the smaller of the two sizes; std::array does not check what is written.
// cwe: CWE-787
// apis: std::copy_n, std::min
// applies: standard library
// --- secure ---
#include <algorithm>
#include <array>
#include <string_view>

struct Panel {
    int points = 0;
    std::array<char, 12> name{};
};

// A longer name is cut off at the edge of the panel.
void show_team(Panel& panel, std::string_view team) {
    panel.name.fill(' ');
    std::copy_n(team.begin(), std::min(team.size(), panel.name.size()), panel.name.begin());
    panel.points = 0;
}
// --- vulnerable ---
#include <algorithm>
#include <array>
#include <string_view>

struct Panel {
    int points = 0;
    std::array<char, 12> name{};
};

// A longer name is cut off at the edge of the panel.
void show_team(Panel& panel, std::string_view team) {
    panel.name.fill(' ');
    std::copy_n(team.begin(), team.size(), panel.name.begin());
    panel.points = 0;
}
