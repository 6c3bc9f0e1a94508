// Shows whether the end of the map is used for a vaccine that is not offered.
#include <cstring>
#include <iostream>
#include "example.cpp"

int main(int argc, char** argv) {
    using namespace std::chrono;
    const Schedule schedule{{"tetanus", days(28)}, {"rabies", days(7)}};
    const sys_days last = 2024y / 2 / 27;
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        return next_dose(schedule, "measles", last) ? 1 : 0;
    }
    for (const char* vaccine : {"tetanus", "rabies"}) {
        const auto due = next_dose(schedule, vaccine, last);
        std::cout << vaccine << " day " << due->time_since_epoch().count() << "\n";
    }
}
