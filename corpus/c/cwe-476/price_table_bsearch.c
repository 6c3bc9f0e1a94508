// seccoder-example: 1
// title: Find the price of a product in a sorted table
// guideline: Check bsearch for NULL before using the element it found.
// cwe: CWE-476
// apis: bsearch
// applies: libc, sorted tables
// --- secure ---
#include <stddef.h>
#include <stdlib.h>

struct product {
    unsigned sku;
    long cents;
};

static int by_sku(const void *key, const void *elem)
{
    unsigned a = *(const unsigned *)key;
    unsigned b = ((const struct product *)elem)->sku;
    return (a > b) - (a < b);
}

int price_of(const struct product *table, size_t n, unsigned sku, long *cents)
{
    const struct product *p = bsearch(&sku, table, n, sizeof(*table), by_sku);

    if (p == NULL)
        return -1;
    *cents = p->cents;
    return 0;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdlib.h>

struct product {
    unsigned sku;
    long cents;
};

static int by_sku(const void *key, const void *elem)
{
    unsigned a = *(const unsigned *)key;
    unsigned b = ((const struct product *)elem)->sku;
    return (a > b) - (a < b);
}

int price_of(const struct product *table, size_t n, unsigned sku, long *cents)
{
    const struct product *p = bsearch(&sku, table, n, sizeof(*table), by_sku);

    *cents = p->cents;
    return 0;
}
