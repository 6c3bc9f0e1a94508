// Shows whether a shell runs a part of the file's name.
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include "example.cpp"

int main(int argc, char** argv) {
    // A stand-in for pdftotext that copies its input.
    std::filesystem::create_directory("bin");
    std::ofstream("bin/pdftotext") << "#!/bin/sh\n[ $# = 2 ] && cat < \"$1\" > \"$2\"\n";
    std::filesystem::permissions("bin/pdftotext", std::filesystem::perms::owner_all);
    const std::string path = std::filesystem::absolute("bin").string() + ":" + getenv("PATH");
    setenv("PATH", path.c_str(), 1);
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        for (const char* name : {"a\"; touch ran; \".pdf", "$(touch ran).pdf"}) {
            std::ofstream(name) << "week 1: sets";
            extract_text(name, "out.txt");
        }
        if (!std::filesystem::exists("ran")) {
            return 0;
        }
        std::cout << "a command in the file's name ran\n";
        return 10;
    }
    std::ofstream("maths course.pdf") << "week 1: sets";
    std::cout << extract_text("maths course.pdf", "out.txt");
    std::cout << " " << std::ifstream("out.txt").rdbuf() << "\n";
    std::cout << extract_text("-missing.pdf", "out.txt") << "\n";
}
