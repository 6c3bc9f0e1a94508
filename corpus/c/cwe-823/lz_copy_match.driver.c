// A distance that reaches back before the start of the output must be refused.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    static const uint8_t good[] = { 2, 'l', 'a', '-', 131, 3, 0, 0, '!' };
    static const uint8_t back[] = { 2, 'l', 'a', '-', 131, 8, 0 };
    uint8_t *out = malloc(12);
    long n;

    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        n = lz_unpack(out, 12, good, sizeof(good));
        printf("%ld %.*s\n", n, (int)n, (const char *)out);
        printf("%ld ", lz_unpack(out, 9, good, sizeof(good)));
        printf("%ld ", lz_unpack(out, 12, good, 6));
        printf("%ld\n", lz_unpack(out, 12, good, 3));
        free(out);
        return 0;
    }
    n = lz_unpack(out, 12, back, sizeof(back));
    printf("%ld\n", n);
    free(out);
    return n == -1 ? 0 : 1;
}
