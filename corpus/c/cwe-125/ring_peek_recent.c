// seccoder-example: 1
// title: Peek at an older sample in a circular buffer
// guideline: Keep a ring index non-negative before the remainder, since % keeps the sign in C.
// cwe: CWE-125
// apis: array index
// applies: signal processing, circular buffers
// --- secure ---
#include <stdbool.h>
#include <stdint.h>

#define RING_SIZE 64

struct ring {
    int16_t sample[RING_SIZE];
    int head;   /* next slot to write, 0 to RING_SIZE - 1 */
    int filled; /* samples held, at most RING_SIZE */
};

/* Age 0 is the newest sample. */
bool ring_peek(const struct ring *r, int age, int16_t *out)
{
    if (age < 0 || age >= r->filled)
        return false;
    *out = r->sample[(r->head + RING_SIZE - 1 - age) % RING_SIZE];
    return true;
}
// --- vulnerable ---
#include <stdbool.h>
#include <stdint.h>

#define RING_SIZE 64

struct ring {
    int16_t sample[RING_SIZE];
    int head;   /* next slot to write, 0 to RING_SIZE - 1 */
    int filled; /* samples held, at most RING_SIZE */
};

/* Age 0 is the newest sample. */
bool ring_peek(const struct ring *r, int age, int16_t *out)
{
    if (age < 0 || age >= r->filled)
        return false;
    *out = r->sample[(r->head - 1 - age) % RING_SIZE];
    return true;
}
