// seccoder-example: 1
// title: Load the points of a track from a cache file
// guideline: Limit a count from a file header before allocating memory for that many items.
// cwe: CWE-789, CWE-1284
// apis: calloc, fread
// applies: maps, file loaders
// --- secure ---
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_POINTS 100000u

struct point {
    double lat, lon;
};

/* The file, written on the same machine, is a count and then the points. */
struct point *track_load(FILE *in, uint32_t *count)
{
    if (fread(count, sizeof(*count), 1, in) != 1)
        return NULL;
    if (*count == 0 || *count > MAX_POINTS)
        return NULL;
    struct point *p = calloc(*count, sizeof(*p));
    if (p == NULL)
        return NULL;
    if (fread(p, sizeof(*p), *count, in) != *count) {
        free(p);
        return NULL;
    }
    return p;
}
// --- vulnerable ---
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_POINTS 100000u

struct point {
    double lat, lon;
};

/* The file, written on the same machine, is a count and then the points. */
struct point *track_load(FILE *in, uint32_t *count)
{
    if (fread(count, sizeof(*count), 1, in) != 1)
        return NULL;
    if (*count == 0)
        return NULL;
    struct point *p = calloc(*count, sizeof(*p));
    if (p == NULL)
        return NULL;
    if (fread(p, sizeof(*p), *count, in) != *count) {
        free(p);
        return NULL;
    }
    return p;
}
