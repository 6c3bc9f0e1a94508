// seccoder-example: 1
// title: Extract the text of an uploaded syllabus with pdftotext
// guideline: Start the program with a list of arguments and absolute paths; let no shell read file names.
// cwe: CWE-78, CWE-88
// apis: posix_spawnp, waitpid, std::system
// applies: POSIX
// --- secure ---
#include <cerrno>
#include <filesystem>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace fs = std::filesystem;

bool extract_text(const fs::path& pdf, const fs::path& text) {
    std::string words[] = {"timeout", "30", "pdftotext", fs::absolute(pdf).string(),
                           fs::absolute(text).string()};
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    pid_t child = -1;
    if (posix_spawnp(&child, "timeout", nullptr, nullptr, arguments.data(), environ) != 0) {
        return false;
    }
    int status = 0;
    while (waitpid(child, &status, 0) == -1) {
        if (errno != EINTR) {
            return false;
        }
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
// --- vulnerable ---
#include <cstdlib>
#include <filesystem>
#include <string>

namespace fs = std::filesystem;

bool extract_text(const fs::path& pdf, const fs::path& text) {
    const std::string command = "timeout 30 pdftotext \"" + fs::absolute(pdf).string() +
                                "\" \"" + fs::absolute(text).string() + "\"";
    return std::system(command.c_str()) == 0;
}
