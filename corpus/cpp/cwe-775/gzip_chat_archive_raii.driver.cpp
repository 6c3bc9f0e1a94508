// Shows whether a line that cannot be redacted leaves the file open.
// libs: -lz
#include <cstring>
#include <filesystem>
#include <iostream>
#include <vector>
#include "example.cpp"

static long open_files() {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
}

int main(int argc, char** argv) {
    const std::vector<std::string> lines{"hello", "my number is 5551", "bye"};
    const bool hostile = argc > 1 && std::strcmp(argv[1], "hostile") == 0;
    const auto redact = [&](const std::string& line) {
        if (hostile && line == "bye") {
            throw std::runtime_error("not redacted");
        }
        return line.substr(0, line.find("5551"));
    };
    const long before = open_files();
    try {
        archive_chat("chat.gz", lines, redact);
        archive_chat("chat.gz", lines, redact);
    } catch (const std::exception& error) {
        std::cout << error.what() << "\n";
    }
    if (open_files() != before) {
        std::cout << "the file was left open\n";
        return 10;
    }
    if (hostile) {
        return 0;
    }
    char text[64] = "";
    gzFile file = gzopen("chat.gz", "rb");
    const int n = gzread(file, text, sizeof(text) - 1);
    gzclose(file);
    std::cout << n << "\n" << text;
}
