// Shows whether the mixer still plays a track that was removed.
#include <cstring>
#include <iostream>
#include "example.cpp"

int main(int argc, char** argv) {
    Mixer mixer;
    mixer.add(1, "double bass");
    mixer.add(2, "vibraphone");
    mixer.add(3, "drums");
    mixer.solo(2);
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        mixer.remove(2);
        return mixer.playing() == "all tracks" ? 0 : 1;
    }
    std::cout << mixer.playing() << "\n";
    mixer.remove(1);
    std::cout << mixer.playing() << "\n";
    mixer.solo(9);
    std::cout << mixer.playing() << "\n";
}
