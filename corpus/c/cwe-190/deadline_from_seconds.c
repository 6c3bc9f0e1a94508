// seccoder-example: 1
// title: Compute a deadline in milliseconds from a wait in seconds
// guideline: Saturate a deadline by comparing the wait with the room left before multiplying and adding.
// cwe: CWE-190
// apis: INT64_MAX
// applies: timers, event loops
// --- secure ---
#include <stdint.h>

int64_t deadline_after(int64_t now_ms, int64_t wait_s)
{
    if (now_ms < 0 || wait_s <= 0)
        return now_ms;
    if (wait_s > (INT64_MAX - now_ms) / 1000)
        return INT64_MAX;
    return now_ms + wait_s * 1000;
}
// --- vulnerable ---
#include <stdint.h>

int64_t deadline_after(int64_t now_ms, int64_t wait_s)
{
    if (now_ms < 0 || wait_s <= 0)
        return now_ms;
    return now_ms + wait_s * 1000;
}
