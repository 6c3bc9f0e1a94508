// seccoder-example: 1
// title: Write a signed counter as decimal text without stdio
// guideline: Take the magnitude in the unsigned type; the smallest value has no positive twin.
// cwe: CWE-190
// apis: INT64_MIN, uint64_t
// applies: embedded, logging
// --- secure ---
#include <stddef.h>
#include <stdint.h>

/* Returns the length without the terminator, or 0 when it does not fit. */
size_t counter_text(int64_t counter, char *out, size_t cap)
{
    char digits[20];
    size_t n = 0, at = 0;
    uint64_t rest = counter < 0 ? 0 - (uint64_t)counter : (uint64_t)counter;

    do {
        digits[n++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (n + (counter < 0) >= cap)
        return 0;
    if (counter < 0)
        out[at++] = '-';
    while (n > 0)
        out[at++] = digits[--n];
    out[at] = '\0';
    return at;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>

/* Returns the length without the terminator, or 0 when it does not fit. */
size_t counter_text(int64_t counter, char *out, size_t cap)
{
    char digits[20];
    size_t n = 0, at = 0;
    int64_t rest = counter < 0 ? -counter : counter;

    do {
        digits[n++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (n + (counter < 0) >= cap)
        return 0;
    if (counter < 0)
        out[at++] = '-';
    while (n > 0)
        out[at++] = digits[--n];
    out[at] = '\0';
    return at;
}
