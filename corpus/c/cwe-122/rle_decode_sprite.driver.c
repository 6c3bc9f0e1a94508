// Runs that add up to more pixels than the sprite has must be refused.
#include <stdio.h>
#include <string.h>
#include "example.c"

static int show(const uint8_t *src, size_t n)
{
    uint8_t *p = sprite_decode(src, n, 6, 2);

    if (p == NULL) {
        printf("damaged\n");
        return -1;
    }
    printf("%.6s\n%.6s\n", (const char *)p, (const char *)p + 6);
    free(p);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        show((const uint8_t *)"\3a\5b\4c", 6);
        show((const uint8_t *)"\3a\5b\3c", 6);
        show((const uint8_t *)"\6a\6b\3", 5);
        return 0;
    }
    return show((const uint8_t *)"\3a\5b\44c", 6) == -1 ? 0 : 1;
}
