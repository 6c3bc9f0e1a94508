// seccoder-example: 1
// title: Move pallets between two depots
// guideline: Lock two mutexes together with one std::scoped_lock, which cannot deadlock.
// cwe: CWE-667, CWE-833
// apis: std::scoped_lock, std::lock_guard
// applies: standard library
// --- secure ---
#include <mutex>

struct Depot {
    std::mutex mutex;
    long pallets = 0;
};

bool move_pallets(Depot& from, Depot& to, long count) {
    if (&from == &to || count <= 0) {
        return false;
    }
    const std::scoped_lock lock(from.mutex, to.mutex);
    if (from.pallets < count) {
        return false;
    }
    from.pallets -= count;
    to.pallets += count;
    return true;
}
// --- vulnerable ---
#include <mutex>

struct Depot {
    std::mutex mutex;
    long pallets = 0;
};

bool move_pallets(Depot& from, Depot& to, long count) {
    if (&from == &to || count <= 0) {
        return false;
    }
    const std::lock_guard<std::mutex> lock_from(from.mutex);
    const std::lock_guard<std::mutex> lock_to(to.mutex);
    if (from.pallets < count) {
        return false;
    }
    from.pallets -= count;
    to.pallets += count;
    return true;
}
