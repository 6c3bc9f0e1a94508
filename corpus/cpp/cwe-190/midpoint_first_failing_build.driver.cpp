// Shows whether the middle of two large build numbers overflows.
#include <cstring>
#include <iostream>
#include "example.cpp"

int main(int argc, char** argv) {
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        const int found = first_failing(2000000000, 2100000000,
                                        [](int build) { return build < 2050000001; });
        return found == 2050000001 ? 0 : 1;
    }
    for (const int broken : {101, 150, 199, 200}) {
        std::cout << first_failing(100, 200, [=](int build) { return build < broken; }) << "\n";
    }
}
