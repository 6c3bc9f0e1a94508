// Shows whether a world whose size wraps round gets too few voxels.
#include <cstring>
#include <iostream>
#include "example.cpp"

static void build(std::uint32_t width, std::uint32_t height, std::uint32_t depth) {
    try {
        VoxelGrid grid(width, height, depth);
        grid.set(width - 1, height - 1, depth - 1, 7);
        std::cout << grid.size() << " voxels\n";
    } catch (const std::exception& error) {
        std::cout << error.what() << "\n";
    }
}

int main(int argc, char** argv) {
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        build(65536, 65537, 1);
        return 0;
    }
    build(16, 256, 16);
    build(1, 1, 1);
    build(4096, 4096, 8);
    try {
        VoxelGrid(4, 4, 4).set(1, 4, 1, 1);
    } catch (const std::exception& error) {
        std::cout << error.what() << "\n";
    }
}
