// At 32768 entries the doubled capacity is 0 in 16 bits: realloc frees the list that is still used.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct id_list l = {0};

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        uint32_t n = 0;
        while (n < 100000 && id_list_add(&l, n) == 0)
            n++;
        if (n < 32768 || n > UINT16_MAX)
            return 1;
        for (uint32_t i = 0; i < n; i++) { /* the caller keeps what it has */
            if (l.id[i] != i)
                return 1;
        }
        puts("a full list refuses more and keeps its entries");
        return 0;
    }
    for (uint32_t i = 0; i < 1000; i++) {
        if (id_list_add(&l, i * 3) != 0)
            return 1;
    }
    printf("%d entries, %u and %u\n", l.len, (unsigned)l.id[0], (unsigned)l.id[999]);
    return 0;
}
