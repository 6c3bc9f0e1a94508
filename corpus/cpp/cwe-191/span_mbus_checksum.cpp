// seccoder-example: 1
// title: Verify the checksum of a heat meter telegram
// guideline: Require the smallest frame before sizes are subtracted; a size below zero becomes huge.
// cwe: CWE-191, CWE-125
// apis: std::span::subspan, std::span::size
// applies: standard library
// --- secure ---
#include <cstddef>
#include <cstdint>
#include <span>

constexpr std::size_t kHead = 4;  // 68 L L 68
constexpr std::size_t kTail = 2;  // checksum 16

bool checksum_ok(std::span<const std::uint8_t> frame) {
    if (frame.size() < kHead + kTail || frame.back() != 0x16) {
        return false;
    }
    unsigned sum = 0;
    for (const unsigned byte : frame.subspan(kHead, frame.size() - kHead - kTail)) {
        sum += byte;
    }
    return (sum & 0xff) == frame[frame.size() - kTail];
}
// --- vulnerable ---
#include <cstddef>
#include <cstdint>
#include <span>

constexpr std::size_t kHead = 4;  // 68 L L 68
constexpr std::size_t kTail = 2;  // checksum 16

bool checksum_ok(std::span<const std::uint8_t> frame) {
    if (frame.empty() || frame.back() != 0x16) {
        return false;
    }
    unsigned sum = 0;
    for (const unsigned byte : frame.subspan(kHead, frame.size() - kHead - kTail)) {
        sum += byte;
    }
    return (sum & 0xff) == frame[frame.size() - kTail];
}
