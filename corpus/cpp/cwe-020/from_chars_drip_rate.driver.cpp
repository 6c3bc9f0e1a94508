// Shows whether a text that is no possible rate is taken as one.
#include <cstring>
#include <iostream>
#include "example.cpp"

int main(int argc, char** argv) {
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        for (const char* field : {"-40", "12O", "1.5", "80000", "0", "5 0"}) {
            if (const auto rate = drip_rate(field)) {
                std::cout << field << " was taken as " << *rate << "\n";
                return 10;
            }
        }
        return 0;
    }
    for (const char* field : {"40", "999", "1", "", "slow", "99999999999"}) {
        std::cout << "'" << field << "' " << drip_rate(field).value_or(0) << "\n";
    }
}
