// seccoder-example: 1
// title: Append to a growing text buffer that keeps a cursor
// guideline: Recompute every pointer into a block from its offset after realloc moves the block.
// cwe: CWE-416
// apis: realloc, memcpy
// applies: libc, string builders
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct text {
    char *base, *cur;
    size_t cap;
};

/* The new bytes are not part of the text itself. */
int text_append(struct text *t, const char *s, size_t n)
{
    if (n == 0)
        return 0;
    size_t used = (size_t)(t->cur - t->base);
    if (n > t->cap - used) {
        if (n > SIZE_MAX - t->cap)
            return -1;
        char *p = realloc(t->base, t->cap + n);
        if (p == NULL)
            return -1;
        t->base = p;
        t->cur = p + used;
        t->cap += n;
    }
    memcpy(t->cur, s, n);
    t->cur += n;
    return 0;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct text {
    char *base, *cur;
    size_t cap;
};

/* The new bytes are not part of the text itself. */
int text_append(struct text *t, const char *s, size_t n)
{
    if (n == 0)
        return 0;
    size_t used = (size_t)(t->cur - t->base);
    if (n > t->cap - used) {
        if (n > SIZE_MAX - t->cap)
            return -1;
        char *p = realloc(t->base, t->cap + n);
        if (p == NULL)
            return -1;
        t->base = p;
        t->cap += n;
    }
    memcpy(t->cur, s, n);
    t->cur += n;
    return 0;
}
