// Shows whether a digest and its copy free the same context.
// libs: -lcrypto
#include <cstdio>
#include <cstring>
#include "example.cpp"

static void show(const std::array<unsigned char, 32>& sum) {
    for (const unsigned byte : sum) {
        std::printf("%02x", byte);
    }
    std::printf("\n");
}

int main(int argc, char** argv) {
    RunningDigest recording;
    recording.add("first ");
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        RunningDigest checkpoint = recording;
        show(checkpoint.finish());
        return 0;
    }
    recording.add("second");
    show(recording.finish());
}
