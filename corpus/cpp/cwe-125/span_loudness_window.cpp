// seccoder-example: 1
// title: Measure the loudness of a window of audio samples
// guideline: Compare the count with size - first; first + count can wrap and subspan checks nothing.
// cwe: CWE-125, CWE-190
// apis: std::span::subspan
// applies: standard library
// --- secure ---
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>

// Returns the root mean square, or nothing when the window leaves the recording.
std::optional<double> loudness(std::span<const float> samples, std::size_t first,
                               std::size_t count) {
    if (count == 0 || first > samples.size() || count > samples.size() - first) {
        return std::nullopt;
    }
    double sum = 0.0;
    for (const double sample : samples.subspan(first, count)) {
        sum += sample * sample;
    }
    return std::sqrt(sum / static_cast<double>(count));
}
// --- vulnerable ---
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>

// Returns the root mean square, or nothing when the window leaves the recording.
std::optional<double> loudness(std::span<const float> samples, std::size_t first,
                               std::size_t count) {
    if (count == 0 || first + count > samples.size()) {
        return std::nullopt;
    }
    double sum = 0.0;
    for (const double sample : samples.subspan(first, count)) {
        sum += sample * sample;
    }
    return std::sqrt(sum / static_cast<double>(count));
}
