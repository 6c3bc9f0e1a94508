// seccoder-example: 1
// title: Let exactly one worker claim a build
// guideline: Test and set an atomic in one step with compare_exchange_strong.
// cwe: CWE-362
// apis: std::atomic::compare_exchange_strong
// applies: standard library
// --- secure ---
#include <atomic>

class Build {
public:
    // Workers are numbered from one; true for the worker that got the build.
    bool claim(int worker) noexcept {
        int nobody = 0;
        return worker > 0 && owner_.compare_exchange_strong(nobody, worker);
    }

    int owner() const noexcept { return owner_.load(); }

private:
    std::atomic<int> owner_{0};
};
// --- vulnerable ---
#include <atomic>

class Build {
public:
    // Workers are numbered from one; true for the worker that got the build.
    bool claim(int worker) noexcept {
        if (worker <= 0 || owner_.load() != 0) {
            return false;
        }
        owner_.store(worker);
        return true;
    }

    int owner() const noexcept { return owner_.load(); }

private:
    std::atomic<int> owner_{0};
};
