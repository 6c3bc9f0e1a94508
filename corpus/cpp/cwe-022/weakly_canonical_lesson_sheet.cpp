// seccoder-example: 1
// title: Open a lesson sheet below the folder of a course
// guideline: Resolve the path and require that every component of the root comes first.
// cwe: CWE-22
// apis: std::filesystem::weakly_canonical, std::ranges::mismatch
// applies: standard library
// --- secure ---
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace fs = std::filesystem;

std::ifstream open_sheet(const fs::path& course, const std::string& name) {
    const fs::path root = fs::canonical(course);
    const fs::path sheet = fs::weakly_canonical(root / name);
    const bool below = std::ranges::mismatch(root, sheet).in1 == root.end();
    if (!below || !fs::is_regular_file(sheet)) {
        throw std::invalid_argument("no such sheet");
    }
    return std::ifstream(sheet, std::ios::binary);
}
// --- vulnerable ---
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace fs = std::filesystem;

std::ifstream open_sheet(const fs::path& course, const std::string& name) {
    const fs::path root = fs::canonical(course);
    const fs::path sheet = root / name;
    if (!fs::is_regular_file(sheet)) {
        throw std::invalid_argument("no such sheet");
    }
    return std::ifstream(sheet, std::ios::binary);
}
