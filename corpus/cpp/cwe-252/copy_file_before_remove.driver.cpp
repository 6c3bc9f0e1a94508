// Shows whether a scan that could not be copied is removed all the same.
#include <cstring>
#include <fstream>
#include <iostream>
#include "example.cpp"

int main(int argc, char** argv) {
    fs::create_directory("archive");
    std::ofstream("scan1.png") << "ink";
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        std::ofstream("archive/scan1.png") << "another patient";
        const bool moved = archive_scan("scan1.png", "archive/scan1.png");
        archive_scan("scan1.png", "no-such-folder/scan1.png");
        if (!moved && fs::exists("scan1.png")) {
            return 0;
        }
        std::cout << "the only copy of the scan is gone\n";
        return 10;
    }
    std::cout << archive_scan("scan1.png", "archive/scan1.png");
    std::cout << fs::exists("scan1.png") << " " << std::ifstream("archive/scan1.png").rdbuf();
    std::cout << " " << archive_scan("scan2.png", "archive/scan2.png") << "\n";
}
