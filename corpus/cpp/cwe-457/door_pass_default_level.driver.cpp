// Shows whether a pass with an unknown role opens doors.
#include <cstring>
#include <iostream>
#include <memory>
#include "example.cpp"

int main(int argc, char** argv) {
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        const auto pass = std::make_unique<DoorPass>("florist");
        if (!pass->opens(1) && !pass->opens(3)) {
            return 0;
        }
        std::cout << "an unknown role opens a door\n";
        return 10;
    }
    for (const char* role : {"visitor", "nurse", "pharmacist"}) {
        const auto pass = std::make_unique<DoorPass>(role);
        std::cout << role << " " << pass->opens(0) << pass->opens(1) << pass->opens(2)
                  << pass->opens(3) << pass->opens(4) << "\n";
    }
}
