// seccoder-example: 1
// title: Choose the nearest depot that is open
// guideline: Initialise a search result to mean "none" and test it before using it.
// cwe: CWE-457
// apis: array index
// applies: logistics, maps
// --- secure ---
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

struct depot {
    int32_t x, y;
    bool open;
};

/* Distances are those of a city grid. Returns NULL when no depot is open. */
const struct depot *nearest_depot(const struct depot *d, size_t n, int32_t x, int32_t y)
{
    size_t best = n;
    int64_t shortest = INT64_MAX;

    for (size_t i = 0; i < n; i++) {
        int64_t way = llabs((int64_t)d[i].x - x) + llabs((int64_t)d[i].y - y);
        if (d[i].open && way < shortest) {
            shortest = way;
            best = i;
        }
    }
    return best < n ? &d[best] : NULL;
}
// --- vulnerable ---
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

struct depot {
    int32_t x, y;
    bool open;
};

/* Distances are those of a city grid. Returns NULL when no depot is open. */
const struct depot *nearest_depot(const struct depot *d, size_t n, int32_t x, int32_t y)
{
    size_t best;
    int64_t shortest = INT64_MAX;

    for (size_t i = 0; i < n; i++) {
        int64_t way = llabs((int64_t)d[i].x - x) + llabs((int64_t)d[i].y - y);
        if (d[i].open && way < shortest) {
            shortest = way;
            best = i;
        }
    }
    return &d[best];
}
