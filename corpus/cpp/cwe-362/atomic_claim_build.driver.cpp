// Shows whether a second worker can claim a build in the gap of the first claim.
#include <atomic>
#include <cstring>
#include <functional>
#include <iostream>
#include <utility>

static std::function<void()> rival;

static void let_rival_run() {
    if (auto now = std::exchange(rival, nullptr)) {
        now();
    }
}

namespace std {
// An atomic at which another worker gets its turn before a change and after a look.
template <typename T>
struct atomic_with_turns {
    std::atomic<T> value;
    atomic_with_turns(T first) : value(first) {}
    T load() const {
        const T seen = value.load();
        let_rival_run();
        return seen;
    }
    void store(T next) { value.store(next); }
    bool compare_exchange_strong(T& expected, T next) {
        let_rival_run();
        return value.compare_exchange_strong(expected, next);
    }
};
}  // namespace std

#define atomic atomic_with_turns
#include "example.cpp"
#undef atomic

int main(int argc, char** argv) {
    Build build;
    if (argc > 1 && std::strcmp(argv[1], "hostile") == 0) {
        bool second = false;
        rival = [&] { second = build.claim(2); };
        const bool first = build.claim(1);
        if (first != second) {
            return 0;
        }
        std::cout << "two workers own the build\n";
        return 10;
    }
    std::cout << build.claim(0) << build.claim(4) << build.claim(7) << " " << build.owner() << "\n";
}
