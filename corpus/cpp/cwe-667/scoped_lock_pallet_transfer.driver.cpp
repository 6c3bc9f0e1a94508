// Shows whether two transfers in opposite directions wait for each other for ever.
#include <atomic>
#include <chrono>
#include <cstring>
#include <iostream>
#include <mutex>
#include <thread>
#include <unistd.h>

static bool linger = false;
static std::atomic<int> held = 0;

namespace std {
// A mutex after which a thread waits until the other one holds a mutex too.
struct slow_mutex {
    std::mutex real;
    void lock() {
        real.lock();
        ++held;
        for (int i = 0; linger && i < 60 && held < 2; ++i) {
            this_thread::sleep_for(chrono::milliseconds(10));
        }
    }
    bool try_lock() { return real.try_lock(); }
    void unlock() { real.unlock(); }
};
}  // namespace std

#define mutex slow_mutex
#include "example.cpp"
#undef mutex

int main(int argc, char** argv) {
    Depot north, south;
    north.pallets = 10;
    south.pallets = 4;
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        linger = true;
        std::atomic<int> done = 0;
        std::thread one([&] { move_pallets(north, south, 3); ++done; });
        std::thread two([&] { move_pallets(south, north, 1); ++done; });
        for (int i = 0; i < 150 && done < 2; ++i) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        if (done < 2) {
            std::cout << "both transfers hang" << std::endl;
            _exit(10);
        }
        one.join();
        two.join();
        return north.pallets == 8 && south.pallets == 6 ? 0 : 1;
    }
    std::cout << move_pallets(north, south, 7) << move_pallets(north, south, 4)
              << move_pallets(south, south, 1) << move_pallets(south, north, -2) << " "
              << north.pallets << " " << south.pallets << "\n";
}
