// Shows whether a ballot with the number zero is counted before the first candidate.
#include <cstring>
#include <iostream>
#include "example.cpp"

static void show(const std::vector<std::size_t>& ballots) {
    BallotBox box(3);
    for (const auto choice : ballots) {
        box.count(choice);
    }
    for (const auto votes : box.votes()) {
        std::cout << votes << " ";
    }
    std::cout << "spoilt " << box.spoilt() << "\n";
}

int main(int argc, char** argv) {
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        show({1, 0, 2});
        return 0;
    }
    show({1, 3, 3, 2, 3});
    show({4, 1, 9000});
    show({});
}
