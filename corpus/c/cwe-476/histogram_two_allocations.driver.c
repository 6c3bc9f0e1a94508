// The second allocation fails; the first one must be released and nothing written through NULL.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int calls, fail_at, live;

static void *my_malloc(size_t n)
{
    void *p = ++calls == fail_at ? NULL : malloc(n);
    live += p != NULL;
    return p;
}

static void *my_calloc(size_t n, size_t size)
{
    void *p = ++calls == fail_at ? NULL : calloc(n, size);
    live += p != NULL;
    return p;
}

static void my_free(void *p)
{
    live -= p != NULL;
    free(p);
}

#define malloc my_malloc
#define calloc my_calloc
#define free my_free
#include "example.c"

int main(int argc, char **argv)
{
    const uint8_t data[] = {3, 0, 255, 3, 3};

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        for (fail_at = 1; fail_at <= 2; fail_at++) {
            calls = 0;
            if (histogram_of(data, sizeof(data)) != NULL || live != 0)
                return 1;
        }
        puts("a failed allocation leaves nothing behind");
        return 0;
    }
    struct histogram *h = histogram_of(data, sizeof(data));
    printf("%zu: %zu %zu %zu %zu\n", h->total, h->count[0], h->count[3], h->count[255],
           h->count[4]);
    h = histogram_of(data, 0);
    printf("%zu: %zu\n", h->total, h->count[3]);
    return 0;
}
