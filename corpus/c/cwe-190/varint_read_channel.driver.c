// 2^32 + 5 is read as 5, the number of another channel; longer numbers shift out of range.
#include <stdio.h>
#include <string.h>
#include "example.c"

static size_t put(uint8_t *buf, uint64_t v)
{
    size_t n = 0;
    for (; v > 0x7F; v >>= 7)
        buf[n++] = (uint8_t)(v | 0x80);
    buf[n++] = (uint8_t)v;
    return n;
}

int main(int argc, char **argv)
{
    uint8_t buf[16];
    uint32_t v;

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        const uint64_t sent[] = {((uint64_t)1 << 32) + 5, ((uint64_t)1 << 35) + 5, UINT64_MAX};
        for (int i = 0; i < 3; i++) {
            v = 0;
            if (varint_read(buf, put(buf, sent[i]), &v) != 0) {
                printf("%llu was read as %u\n", (unsigned long long)sent[i], (unsigned)v);
                return 10;
            }
        }
        puts("numbers of more than 32 bits are refused");
        return 0;
    }
    const uint32_t sent[] = {0, 5, 127, 128, 300, 1u << 28, UINT32_MAX};
    for (int i = 0; i < 7; i++) {
        size_t n = put(buf, sent[i]), used = varint_read(buf, n, &v);
        printf("%zu %zu %u\n", n, used, (unsigned)v);
    }
    printf("%zu %zu\n", varint_read(buf, 0, &v), varint_read(buf, 3, &v));
    return 0;
}
