// Shows whether a level that claims more tiles than were saved is read past its bytes.
#include <cstring>
#include <iostream>
#include "example.cpp"

static void show(const std::vector<std::uint8_t>& saved) {
    Level level;
    if (!level.restore(saved)) {
        std::cout << "refused\n";
        return;
    }
    std::cout << level.width << "x" << level.height << ":";
    for (const int tile : level.tiles) {
        std::cout << " " << tile;
    }
    std::cout << "\n";
}

int main(int argc, char** argv) {
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        show({200, 0, 100, 0, 1, 2, 3, 4});
        return 0;
    }
    show({2, 0, 3, 0, 1, 2, 3, 4, 5, 31});
    show({1, 0, 1, 0, 32});
    show({0, 0, 0, 0});
    show({1, 0, 1});
}
