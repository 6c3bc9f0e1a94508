// Shows whether two players who enter at the same time get two rooms of one name.
#include <cstring>
#include <iostream>
#include <latch>
#include <thread>
#include "example.cpp"

int main(int argc, char** argv) {
    Rooms rooms;
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        std::latch both_load(2);
        std::shared_ptr<Room> seen[2];
        const auto player = [&](int i) {
            seen[i] = rooms.enter("arena", [&] {
                both_load.arrive_and_wait();
                return std::string("walls");
            });
        };
        std::thread first(player, 0), second(player, 1);
        first.join();
        second.join();
        if (seen[0] == seen[1]) {
            return 0;
        }
        std::cout << "two players share a name but not a room\n";
        return 10;
    }
    const auto arena = rooms.enter("arena", [] { return std::string("walls"); });
    const auto again = rooms.enter("arena", [] { return std::string("other"); });
    const auto lobby = rooms.enter("lobby", [] { return std::string("sofas"); });
    std::cout << again->map_data << " " << (arena == again) << " " << lobby->map_data << "\n";
}
