// seccoder-example: 1
// title: Build a byte histogram that needs two allocations
// guideline: Check each allocation in turn and release the earlier ones when a later one fails.
// cwe: CWE-476, CWE-401
// apis: malloc, calloc
// applies: libc, statistics
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

struct histogram {
    size_t total;
    size_t *count;
};

struct histogram *histogram_of(const uint8_t *data, size_t len)
{
    struct histogram *h = malloc(sizeof(*h));
    if (h == NULL)
        return NULL;
    h->total = len;
    h->count = calloc(UINT8_MAX + 1, sizeof(*h->count));
    if (h->count == NULL) {
        free(h);
        return NULL;
    }
    for (size_t i = 0; i < len; i++)
        h->count[data[i]]++;
    return h;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

struct histogram {
    size_t total;
    size_t *count;
};

struct histogram *histogram_of(const uint8_t *data, size_t len)
{
    struct histogram *h = malloc(sizeof(*h));
    if (h == NULL)
        return NULL;
    h->total = len;
    h->count = calloc(UINT8_MAX + 1, sizeof(*h->count));
    for (size_t i = 0; i < len; i++)
        h->count[data[i]]++;
    return h;
}
