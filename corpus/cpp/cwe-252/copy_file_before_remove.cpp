// seccoder-example: 1
// title: Move a scanned prescription into the archive folder
// guideline: Look at the result of copy_file before the only other copy is removed.
// cwe: CWE-252
// apis: std::filesystem::copy_file, std::filesystem::remove
// applies: standard library
// --- secure ---
#include <filesystem>
#include <system_error>

namespace fs = std::filesystem;

// The archive may be on another disk; a scan that is there already is never replaced.
bool archive_scan(const fs::path& scan, const fs::path& kept) {
    std::error_code error;
    if (!fs::copy_file(scan, kept, error)) {
        return false;
    }
    return fs::remove(scan, error);
}
// --- vulnerable ---
#include <filesystem>
#include <system_error>

namespace fs = std::filesystem;

// The archive may be on another disk; a scan that is there already is never replaced.
bool archive_scan(const fs::path& scan, const fs::path& kept) {
    std::error_code error;
    fs::copy_file(scan, kept, error);
    return fs::remove(scan, error);
}
