// SIZE_MAX - 3 rounds up to 0: the arena claims to have room, and filling the block leaves it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct arena a = {malloc(250), 250, 0};

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        for (size_t n = SIZE_MAX; n > SIZE_MAX - 40; n--) {
            unsigned char *p = arena_alloc(&a, n);
            if (p != NULL) {
                memset(p, 0, 1024); /* the first of the bytes that were granted */
                return 1;
            }
        }
        if (a.used != 0)
            return 1;
        puts("sizes that cannot be rounded up are refused");
        return 0;
    }
    const size_t n[] = {1, 16, 17, 0, 100, 74, 58, 58};
    for (int i = 0; i < 8; i++) {
        unsigned char *p = arena_alloc(&a, n[i]);
        if (p == NULL) {
            printf("- ");
            continue;
        }
        memset(p, i, n[i]);
        printf("%d ", (int)(p - a.base));
    }
    printf("used %zu\n", a.used);
    return 0;
}
