// seccoder-example: 1
// title: Format the line of a lap time for a race display
// guideline: Keep the format a literal and pass names as arguments of %s.
// cwe: CWE-134
// apis: std::snprintf
// applies: standard library
// --- secure ---
#include <algorithm>
#include <cstdio>
#include <string>

// A long name is cut off at the edge of the display.
std::string lap_line(const std::string& rider, int minutes, int seconds, int millis) {
    std::string line(64, '\0');
    const int length = std::snprintf(line.data(), line.size(), "%d:%02d.%03d %s", minutes,
                                     seconds, millis, rider.c_str());
    line.resize(static_cast<std::size_t>(std::clamp(length, 0, 63)));
    return line;
}
// --- vulnerable ---
#include <algorithm>
#include <cstdio>
#include <string>

// A long name is cut off at the edge of the display.
std::string lap_line(const std::string& rider, int minutes, int seconds, int millis) {
    std::string line(64, '\0');
    const std::string format = "%d:%02d.%03d " + rider;
    const int length = std::snprintf(line.data(), line.size(), format.c_str(), minutes,
                                     seconds, millis);
    line.resize(static_cast<std::size_t>(std::clamp(length, 0, 63)));
    return line;
}
