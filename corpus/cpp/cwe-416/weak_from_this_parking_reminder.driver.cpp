// Shows whether a reminder touches a ticket that has ended.
#include <cstring>
#include <iostream>
#include "example.cpp"

int main(int argc, char** argv) {
    Agenda agenda;
    auto parking = Parking::start("B-XY 1234 with a long sticker");
    parking->remind_later(agenda);
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        parking.reset();
    }
    for (const auto& task : agenda) {
        task(std::cout);
    }
}
