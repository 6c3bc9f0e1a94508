// Every call frees the sorted copy; the vulnerable half then takes the median out of it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int keep; /* set: freed blocks stay as they are, as they often do by chance */

static void my_free(void *p)
{
    if (!keep)
        free(p);
}

#define free my_free
#include "example.c"

int main(int argc, char **argv)
{
    int m = 7;

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        const int v[] = {9, 1, 5, 3, 7}, before[] = {9, 1, 5, 3, 7};
        if (median(v, 5, &m) != 0 || m != 5 || memcmp(v, before, sizeof(v)) != 0)
            return 1;
        puts("the median is the middle value");
        return 0;
    }
    const int even[] = {4, -8, 15, 2}, same[] = {6, 6, 6};
    keep = 1;
    printf("%d", median(even, 4, &m));
    printf(" %d", m);
    printf(" %d", median(same, 3, &m));
    printf(" %d", m);
    printf(" %d %d %d\n", median(NULL, 0, &m), median(same, SIZE_MAX, &m), m);
    return 0;
}
