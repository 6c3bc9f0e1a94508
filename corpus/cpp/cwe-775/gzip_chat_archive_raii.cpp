// seccoder-example: 1
// title: Archive the lines of a public chat in a gzip file
// guideline: Hand a C handle to a unique_ptr at once, so that an exception cannot leak it.
// cwe: CWE-775, CWE-401
// apis: gzopen, gzfwrite, gzclose, std::unique_ptr
// applies: zlib
// --- secure ---
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <zlib.h>

struct CloseGzip {
    void operator()(gzFile file) const { gzclose(file); }
};

// `redact` may throw; the file must be new.
void archive_chat(const std::string& path, std::span<const std::string> lines,
                  const std::function<std::string(const std::string&)>& redact) {
    std::unique_ptr<gzFile_s, CloseGzip> file(gzopen(path.c_str(), "wbxe"));
    if (!file) {
        throw std::runtime_error("cannot create " + path);
    }
    for (const auto& line : lines) {
        const std::string text = redact(line) + '\n';
        if (gzfwrite(text.data(), 1, text.size(), file.get()) != text.size()) {
            throw std::runtime_error("cannot write " + path);
        }
    }
    if (gzclose(file.release()) != Z_OK) {
        throw std::runtime_error("cannot finish " + path);
    }
}
// --- vulnerable ---
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <zlib.h>

// `redact` may throw; the file must be new.
void archive_chat(const std::string& path, std::span<const std::string> lines,
                  const std::function<std::string(const std::string&)>& redact) {
    gzFile file = gzopen(path.c_str(), "wbxe");
    if (!file) {
        throw std::runtime_error("cannot create " + path);
    }
    for (const auto& line : lines) {
        const std::string text = redact(line) + '\n';
        if (gzfwrite(text.data(), 1, text.size(), file) != text.size()) {
            throw std::runtime_error("cannot write " + path);
        }
    }
    if (gzclose(file) != Z_OK) {
        throw std::runtime_error("cannot finish " + path);
    }
}
