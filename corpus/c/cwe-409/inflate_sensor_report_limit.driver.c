// Shows whether a small message can grow to many megabytes.
// libs: -lz
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    size_t size = argc > 1 && strcmp(argv[1], "hostile") == 0 ? 64 << 20 : 9000, n = 0;
    unsigned char *plain = calloc(1, size), *packed;
    uLongf len = compressBound(size);

    packed = malloc(len);
    if (plain == NULL || packed == NULL || compress2(packed, &len, plain, size, 1) != Z_OK)
        return 1;
    unsigned char *out = unpack_report(packed, (unsigned)len, &n);
    if (size > 9000) {
        if (out == NULL || n <= 1 << 20)
            return 0;
        printf("%lu bytes were unpacked to %zu\n", (unsigned long)len, n);
        return 10;
    }
    printf("%d %zu same %d\n", out != NULL, n, out != NULL && memcmp(out, plain, n) == 0);
    printf("cut short %d\n", unpack_report(packed, (unsigned)len - 6, &n) == NULL);
    printf("no zlib data %d\n", unpack_report((unsigned char *)"plain", 5, &n) == NULL);
    return 0;
}
