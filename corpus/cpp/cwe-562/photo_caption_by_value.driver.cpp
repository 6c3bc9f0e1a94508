// Shows whether the default caption is gone before it can be read.
#include <cstring>
#include <iostream>
#include "example.cpp"

int main(int argc, char** argv) {
    Album album;
    album.describe(4, "Harbour at night");
    album.describe(5, "");
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        std::cout << album.caption(6).size() << "\n";
        return 0;
    }
    std::cout << "[" << album.caption(4) << "] [" << album.caption(5) << "]\n";
}
