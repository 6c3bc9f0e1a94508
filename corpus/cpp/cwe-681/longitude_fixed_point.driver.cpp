// Shows whether numbers that are no longitude turn into one.
#include <cstring>
#include <iostream>
#include <limits>
#include "example.cpp"

int main(int argc, char** argv) {
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        for (const double degrees : {std::numeric_limits<double>::quiet_NaN(), 429.5, 1e300}) {
            if (const auto packed = pack_longitude(degrees)) {
                std::cout << degrees << " was stored as " << *packed << "\n";
                return 10;
            }
        }
        return 0;
    }
    for (const double degrees : {13.4050000, -179.9999999, 180.0, 0.0, -200.0}) {
        std::cout << degrees << " " << pack_longitude(degrees).value_or(7) << "\n";
    }
}
