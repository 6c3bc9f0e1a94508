// Shows whether a long name is written past the panel.
#include <cstring>
#include <iostream>
#include <memory>
#include <string>
#include "example.cpp"

static void show(std::string_view team) {
    auto panel = std::make_unique<Panel>();
    show_team(*panel, team);
    std::cout << "[" << std::string(panel->name.begin(), panel->name.end()) << "]\n";
}

int main(int argc, char** argv) {
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        show(std::string(40, 'A'));
        return 0;
    }
    show("Owls");
    show("River Otters");
    show("");
}
