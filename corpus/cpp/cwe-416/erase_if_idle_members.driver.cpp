// Shows whether the walk goes on from an entry that was just erased.
#include <cstring>
#include <iostream>
#include "example.cpp"

int main(int argc, char** argv) {
    const Clock::time_point now{std::chrono::hours(10)};
    Members members{{"ada", now}, {"grace", now - std::chrono::minutes(14)}, {"alan", now}};
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        members["edsger"] = now - std::chrono::minutes(40);
        members["barbara"] = now - std::chrono::minutes(90);
        return drop_idle(members, now) == 2 && members.size() == 3 ? 0 : 1;
    }
    std::cout << "dropped " << drop_idle(members, now) << " of 3, left " << members.size();
    members.clear();
    std::cout << "; dropped " << drop_idle(members, now) << " of none\n";
}
