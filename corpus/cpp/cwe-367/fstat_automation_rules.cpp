// seccoder-example: 1
// title: Load automation rules that only their owner may change
// guideline: Open first and check the open file with fstat; a path can lead elsewhere a moment later.
// cwe: CWE-367
// apis: open, fstat, fdopen, stat
// applies: POSIX
// --- secure ---
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

static bool trusted(const struct stat& info) {
    return S_ISREG(info.st_mode) && info.st_uid == geteuid() && (info.st_mode & 022) == 0;
}

std::optional<std::string> load_rules(const std::string& path) {
    struct stat info {};
    const int fd = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd == -1) {
        return std::nullopt;
    }
    const std::unique_ptr<std::FILE, CloseFile> file(fdopen(fd, "r"));
    if (!file) {
        close(fd);
        return std::nullopt;
    }
    if (fstat(fd, &info) != 0 || !trusted(info)) {
        return std::nullopt;
    }
    std::string rules(64 * 1024, '\0');
    rules.resize(std::fread(rules.data(), 1, rules.size(), file.get()));
    if (std::fgetc(file.get()) != EOF || std::ferror(file.get())) {
        return std::nullopt;
    }
    return rules;
}
// --- vulnerable ---
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

static bool trusted(const struct stat& info) {
    return S_ISREG(info.st_mode) && info.st_uid == geteuid() && (info.st_mode & 022) == 0;
}

std::optional<std::string> load_rules(const std::string& path) {
    struct stat info {};
    if (stat(path.c_str(), &info) != 0 || !trusted(info)) {
        return std::nullopt;
    }
    const int fd = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd == -1) {
        return std::nullopt;
    }
    const std::unique_ptr<std::FILE, CloseFile> file(fdopen(fd, "r"));
    if (!file) {
        close(fd);
        return std::nullopt;
    }
    std::string rules(64 * 1024, '\0');
    rules.resize(std::fread(rules.data(), 1, rules.size(), file.get()));
    if (std::fgetc(file.get()) != EOF || std::ferror(file.get())) {
        return std::nullopt;
    }
    return rules;
}
