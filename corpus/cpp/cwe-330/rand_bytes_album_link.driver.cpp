// Shows whether somebody who knows the second of the day knows the secret.
// libs: -lcrypto
#include <cstring>
#include <ctime>
#include <iostream>

static std::time_t now = 1700000000;

namespace std {
time_t known_time(time_t*) { return now; }
}  // namespace std

#define time known_time
#include "example.cpp"
#undef time

int main(int argc, char** argv) {
    const std::string first = album_link_secret();
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        if (album_link_secret() != first) {
            return 0;
        }
        std::cout << "the secret follows from the time\n";
        return 10;
    }
    now += 60;
    const std::string second = album_link_secret();
    std::cout << first.size() << " " << (first != second) << " "
              << (second.find_first_not_of("0123456789abcdef") == std::string::npos) << "\n";
}
