// A block that fits into the free space but not before the end of the ring has to wrap.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct ring *r = calloc(1, sizeof(*r));
    uint8_t block[64];

    memset(block, 'a', sizeof(block));
    memcpy(block + 30, "0123456789", 10);
    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        printf("%d ", ring_write(r, block, 40));
        printf("%d ", ring_write(r, block, 40));
        printf("%d\n", ring_write(r, (const uint8_t *)"xyz", 3));
        printf("%zu %zu %.*s\n", r->head, r->used, 43, (const char *)r->byte);
        return 0;
    }
    ring_write(r, block, 50);
    r->used -= 45; /* the reader took these */
    int rc = ring_write(r, block, 40);
    printf("%d %zu %zu %.4s\n", rc, r->head, r->used, (const char *)r->byte + 20);
    return rc == 0 && r->head == 26 && memcmp(r->byte + 20, "4567", 4) == 0 ? 0 : 1;
}
