// seccoder-example: 1
// title: Allocate the voxels of a game world
// guideline: Multiply sizes with an overflow check and a limit before they become an allocation.
// cwe: CWE-190, CWE-787
// apis: __builtin_mul_overflow, std::vector
// applies: standard library, GCC, Clang
// --- secure ---
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

class VoxelGrid {
public:
    VoxelGrid(std::uint32_t width, std::uint32_t height, std::uint32_t depth)
        : width_(width), height_(height), depth_(depth), cells_(volume(width, height, depth)) {}

    void set(std::uint32_t x, std::uint32_t y, std::uint32_t z, std::uint8_t block) {
        if (x >= width_ || y >= height_ || z >= depth_) {
            throw std::out_of_range("no such voxel");
        }
        cells_[(std::size_t{z} * height_ + y) * width_ + x] = block;
    }

    std::size_t size() const { return cells_.size(); }

private:
    static std::size_t volume(std::uint32_t width, std::uint32_t height, std::uint32_t depth) {
        std::size_t cells = 0;
        if (__builtin_mul_overflow(width, height, &cells) ||
            __builtin_mul_overflow(cells, depth, &cells) || cells > kMaxCells) {
            throw std::length_error("world too large");
        }
        return cells;
    }

    static constexpr std::size_t kMaxCells = std::size_t{1} << 26;
    std::uint32_t width_, height_, depth_;
    std::vector<std::uint8_t> cells_;
};
// --- vulnerable ---
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

class VoxelGrid {
public:
    VoxelGrid(std::uint32_t width, std::uint32_t height, std::uint32_t depth)
        : width_(width), height_(height), depth_(depth), cells_(volume(width, height, depth)) {}

    void set(std::uint32_t x, std::uint32_t y, std::uint32_t z, std::uint8_t block) {
        if (x >= width_ || y >= height_ || z >= depth_) {
            throw std::out_of_range("no such voxel");
        }
        cells_[(std::size_t{z} * height_ + y) * width_ + x] = block;
    }

    std::size_t size() const { return cells_.size(); }

private:
    static std::size_t volume(std::uint32_t width, std::uint32_t height, std::uint32_t depth) {
        const std::size_t cells = width * height * depth;
        if (cells > kMaxCells) {
            throw std::length_error("world too large");
        }
        return cells;
    }

    static constexpr std::size_t kMaxCells = std::size_t{1} << 26;
    std::uint32_t width_, height_, depth_;
    std::vector<std::uint8_t> cells_;
};
