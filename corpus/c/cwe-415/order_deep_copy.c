// seccoder-example: 1
// title: Copy an order with the memory that it owns
// guideline: After a struct assignment, give the copy its own memory for every owned pointer.
// cwe: CWE-415, CWE-416
// apis: strdup, calloc, free
// applies: shops, ownership
// --- secure ---
#include <stdlib.h>
#include <string.h>

struct line {
    unsigned article, amount;
};

struct order {
    char *customer;
    struct line *line;
    size_t count; /* at least 1 */
};

void order_clear(struct order *o)
{
    free(o->customer);
    free(o->line);
    memset(o, 0, sizeof(*o));
}

int order_copy(struct order *dst, const struct order *src)
{
    *dst = *src;
    dst->customer = strdup(src->customer);
    dst->line = calloc(src->count, sizeof(*dst->line));
    if (dst->customer == NULL || dst->line == NULL) {
        order_clear(dst);
        return -1;
    }
    memcpy(dst->line, src->line, src->count * sizeof(*dst->line));
    return 0;
}
// --- vulnerable ---
#include <stdlib.h>
#include <string.h>

struct line {
    unsigned article, amount;
};

struct order {
    char *customer;
    struct line *line;
    size_t count; /* at least 1 */
};

void order_clear(struct order *o)
{
    free(o->customer);
    free(o->line);
    memset(o, 0, sizeof(*o));
}

int order_copy(struct order *dst, const struct order *src)
{
    *dst = *src;
    dst->customer = strdup(src->customer);
    if (dst->customer == NULL)
        return -1;
    return 0;
}
