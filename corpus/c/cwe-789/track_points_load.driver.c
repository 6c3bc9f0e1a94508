// A header of four bytes must not be able to request gigabytes of memory.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t largest;

static void *my_calloc(size_t n, size_t size)
{
    if (n * size > largest)
        largest = n * size;
    return n * size > (size_t)1 << 26 ? NULL : calloc(n, size);
}

#define calloc my_calloc
#include "example.c"

int main(int argc, char **argv)
{
    struct { uint32_t count; struct point p[2]; } t = { 2, { { 59.9, 10.7 }, { 60.4, 5.3 } } };
    uint32_t count = argc > 1 && strcmp(argv[1], "benign") == 0 ? 2 : 200000000, n = 0;
    FILE *f = tmpfile();

    if (f == NULL)
        return 1;
    fwrite(&count, sizeof(count), 1, f);
    fwrite(t.p, sizeof(t.p), 1, f);
    rewind(f);
    struct point *p = track_load(f, &n);
    if (count == 2) {
        printf("%u %.1f %.1f\n", n, p[0].lat, p[1].lon);
        printf("%s\n", track_load(f, &n) == NULL ? "no more" : "more");
        free(p);
    }
    fclose(f);
    if (largest > (size_t)1 << 26) {
        printf("%zu bytes were requested\n", largest);
        return 10;
    }
    return 0;
}
