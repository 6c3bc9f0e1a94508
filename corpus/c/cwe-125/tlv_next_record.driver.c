// The last record announces 200 bytes where three are left; the copy leaves the buffer.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

static uint8_t *block(const void *bytes, size_t n)
{
    return memcpy(malloc(n), bytes, n);
}

int main(int argc, char **argv)
{
    struct tlv rec;
    size_t pos = 0;
    int rc;

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        const uint8_t bytes[] = {1, 2, 'o', 'k', 7, 200, 'a', 'b', 'c'};
        uint8_t *buf = block(bytes, sizeof(bytes));
        if (tlv_next(buf, sizeof(bytes), &pos, &rec) != 1 || pos != 4)
            return 1;
        if (tlv_next(buf, sizeof(bytes), &pos, &rec) != -1 || pos != 4)
            return 1;
        puts("a record that is cut short is refused");
        return 0;
    }
    const uint8_t bytes[] = {1, 2, 'o', 'k', 9, 0, 3, 1, 'z', 4};
    uint8_t *buf = block(bytes, sizeof(bytes));
    while ((rc = tlv_next(buf, sizeof(bytes), &pos, &rec)) == 1)
        printf("type %d: '%.*s'\n", rec.type, rec.len, (const char *)rec.val);
    printf("%d at %zu\n", rc, pos);
    pos = 9;
    printf("%d\n", tlv_next(buf, 9, &pos, &rec));
    return 0;
}
