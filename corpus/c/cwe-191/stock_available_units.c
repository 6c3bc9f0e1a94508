// seccoder-example: 1
// title: Sell units of an item unless they are reserved
// guideline: Compare two unsigned values before subtracting one from the other.
// cwe: CWE-191
// apis: uint32_t arithmetic
// applies: shops, inventory
// --- secure ---
#include <stdint.h>

struct item {
    uint32_t in_stock;
    uint32_t reserved; /* may exceed in_stock after a stock count */
};

int item_sell(struct item *it, uint32_t units)
{
    if (it->reserved > it->in_stock || units > it->in_stock - it->reserved)
        return -1;
    it->in_stock -= units;
    return 0;
}
// --- vulnerable ---
#include <stdint.h>

struct item {
    uint32_t in_stock;
    uint32_t reserved; /* may exceed in_stock after a stock count */
};

int item_sell(struct item *it, uint32_t units)
{
    if (units > it->in_stock - it->reserved)
        return -1;
    it->in_stock -= units;
    return 0;
}
