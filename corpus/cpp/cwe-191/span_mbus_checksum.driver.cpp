// Shows whether a telegram that is shorter than its frame is read past its end.
#include <cstring>
#include <iostream>
#include <vector>
#include "example.cpp"

int main(int argc, char** argv) {
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        return checksum_ok(std::vector<std::uint8_t>{0x68, 0x16}) ? 1 : 0;
    }
    const std::vector<std::vector<std::uint8_t>> frames{
        {0x68, 3, 3, 0x68, 0x08, 0x01, 0x72, 0x7b, 0x16},
        {0x68, 3, 3, 0x68, 0x08, 0x02, 0x72, 0x7b, 0x16},
        {0x68, 0, 0, 0x68, 0x00, 0x16},
        {0x68, 3, 3, 0x68, 0x08},
        {}};
    for (const auto& frame : frames) {
        std::cout << frame.size() << ": " << checksum_ok(frame) << "\n";
    }
}
