// Shows whether a window whose end wraps round is read before the recording.
#include <cstdint>
#include <cstring>
#include <iostream>
#include <vector>
#include "example.cpp"

static void show(const std::vector<float>& samples, std::size_t first, std::size_t count) {
    const auto value = loudness(samples, first, count);
    if (value) {
        std::cout << first << "+" << count << ": " << *value << "\n";
    } else {
        std::cout << first << "+" << count << ": none\n";
    }
}

int main(int argc, char** argv) {
    const std::vector<float> samples{0.5f, -0.5f, 1.0f, -1.0f, 0.0f, 0.25f};
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        show(samples, SIZE_MAX - 1, 4);
        return 0;
    }
    show(samples, 0, 2);
    show(samples, 2, 4);
    show(samples, 4, 3);
    show(samples, 1, 0);
}
