// seccoder-example: 1
// title: Hand out aligned blocks from an arena
// guideline: Test that a size can be rounded up before rounding it, or it wraps around to zero.
// cwe: CWE-190, CWE-787
// apis: SIZE_MAX, _Alignof
// applies: allocators, games
// --- secure ---
#include <stddef.h>
#include <stdint.h>

struct arena {
    unsigned char *base; /* aligned for every type */
    size_t size, used;
};

void *arena_alloc(struct arena *a, size_t n)
{
    const size_t align = _Alignof(max_align_t);

    if (n > SIZE_MAX - (align - 1))
        return NULL;
    size_t need = (n + align - 1) / align * align;
    if (need > a->size - a->used)
        return NULL;
    void *block = a->base + a->used;
    a->used += need;
    return block;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>

struct arena {
    unsigned char *base; /* aligned for every type */
    size_t size, used;
};

void *arena_alloc(struct arena *a, size_t n)
{
    const size_t align = _Alignof(max_align_t);

    size_t need = (n + align - 1) / align * align;
    if (need > a->size - a->used)
        return NULL;
    void *block = a->base + a->used;
    a->used += need;
    return block;
}
