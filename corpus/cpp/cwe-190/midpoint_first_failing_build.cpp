// seccoder-example: 1
// title: Find the first failing build between two build numbers
// guideline: Take the middle of two numbers with std::midpoint; their sum can overflow.
// cwe: CWE-190
// apis: std::midpoint
// applies: standard library
// --- secure ---
#include <functional>
#include <numeric>

// `good` passes and `bad`, which is larger, fails.
int first_failing(int good, int bad, const std::function<bool(int)>& passes) {
    for (;;) {
        const int middle = std::midpoint(good, bad);
        if (middle == good) {
            return bad;
        }
        if (passes(middle)) {
            good = middle;
        } else {
            bad = middle;
        }
    }
}
// --- vulnerable ---
#include <functional>

// `good` passes and `bad`, which is larger, fails.
int first_failing(int good, int bad, const std::function<bool(int)>& passes) {
    for (;;) {
        const int middle = (good + bad) / 2;
        if (middle == good) {
            return bad;
        }
        if (passes(middle)) {
            good = middle;
        } else {
            bad = middle;
        }
    }
}
