// seccoder-example: 1
// title: Restore a game level from saved bytes
// guideline: Check the sizes in saved data against the bytes that are there, and every value read from it.
// cwe: CWE-502, CWE-125
// apis: std::span::subspan, std::vector::assign
// applies: standard library
// --- secure ---
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

constexpr std::uint8_t kTileKinds = 32;

struct Level {
    std::size_t width = 0;
    std::size_t height = 0;
    std::vector<std::uint8_t> tiles;

    // Width and height in two bytes each, low byte first, and one byte for each tile.
    bool restore(std::span<const std::uint8_t> saved) {
        if (saved.size() < 4) {
            return false;
        }
        const std::size_t columns = saved[0] + 256u * saved[1];
        const std::size_t rows = saved[2] + 256u * saved[3];
        if (saved.size() - 4 != columns * rows) {
            return false;
        }
        const auto body = saved.subspan(4, columns * rows);
        if (std::ranges::any_of(body, [](auto tile) { return tile >= kTileKinds; })) {
            return false;
        }
        width = columns;
        height = rows;
        tiles.assign(body.begin(), body.end());
        return true;
    }
};
// --- vulnerable ---
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

constexpr std::uint8_t kTileKinds = 32;

struct Level {
    std::size_t width = 0;
    std::size_t height = 0;
    std::vector<std::uint8_t> tiles;

    // Width and height in two bytes each, low byte first, and one byte for each tile.
    bool restore(std::span<const std::uint8_t> saved) {
        if (saved.size() < 4) {
            return false;
        }
        const std::size_t columns = saved[0] + 256u * saved[1];
        const std::size_t rows = saved[2] + 256u * saved[3];
        const auto body = saved.subspan(4, columns * rows);
        if (std::ranges::any_of(body, [](auto tile) { return tile >= kTileKinds; })) {
            return false;
        }
        width = columns;
        height = rows;
        tiles.assign(body.begin(), body.end());
        return true;
    }
};
