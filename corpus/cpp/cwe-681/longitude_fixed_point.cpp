// seccoder-example: 1
// title: Store a longitude as a fixed-point number for a tracker
// guideline: Check the range, so that NaN fails too, before a double becomes an integer.
// cwe: CWE-681
// apis: std::llround
// applies: standard library
// --- secure ---
#include <cmath>
#include <cstdint>
#include <optional>

// Units of 1e-7 degree, as the tracker's protocol wants them.
std::optional<std::int32_t> pack_longitude(double degrees) {
    if (!(degrees >= -180.0 && degrees <= 180.0)) {
        return std::nullopt;
    }
    return static_cast<std::int32_t>(std::llround(degrees * 1e7));
}
// --- vulnerable ---
#include <cmath>
#include <cstdint>
#include <optional>

// Units of 1e-7 degree, as the tracker's protocol wants them.
std::optional<std::int32_t> pack_longitude(double degrees) {
    if (degrees < -180.0) {
        return std::nullopt;
    }
    return static_cast<std::int32_t>(std::llround(degrees * 1e7));
}
