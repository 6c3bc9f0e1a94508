// seccoder-example: 1
// title: Write a block of bytes into a ring buffer
// guideline: Besides the free space, check the space up to the end of the ring and copy in two parts.
// cwe: CWE-787
// apis: memcpy
// applies: serial ports, queues
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct ring {
    size_t head; /* where the next byte goes */
    size_t used;
    uint8_t byte[64];
};

int ring_write(struct ring *r, const uint8_t *src, size_t n)
{
    if (n > sizeof(r->byte) - r->used)
        return -1;
    size_t first = sizeof(r->byte) - r->head;
    if (first > n)
        first = n;
    memcpy(r->byte + r->head, src, first);
    memcpy(r->byte, src + first, n - first);
    r->head = (r->head + n) % sizeof(r->byte);
    r->used += n;
    return 0;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct ring {
    size_t head; /* where the next byte goes */
    size_t used;
    uint8_t byte[64];
};

int ring_write(struct ring *r, const uint8_t *src, size_t n)
{
    if (n > sizeof(r->byte) - r->used)
        return -1;
    memcpy(r->byte + r->head, src, n);
    r->head = (r->head + n) % sizeof(r->byte);
    r->used += n;
    return 0;
}
