// Shows whether a rider's name is read as a format.
#include <cstring>
#include <iostream>
#include "example.cpp"

int main(int argc, char** argv) {
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        const std::string line = lap_line("%x.%x.%lx", 1, 2, 3);
        if (line == "1:02.003 %x.%x.%lx") {
            return 0;
        }
        std::cout << "the name was taken as a format\n";
        return 10;
    }
    std::cout << lap_line("Ines", 1, 4, 37) << "\n"
              << lap_line("", 0, 59, 999) << "\n"
              << lap_line(std::string(90, 'z'), 12, 0, 0) << "\n";
}
