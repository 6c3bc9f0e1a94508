// The number is not in the table: bsearch answers NULL.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    const struct product table[] = {{17, 250}, {42, 1999}, {4000000000u, 5}};
    long cents = 7;

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (price_of(table, 3, 41, &cents) != -1 || price_of(table, 0, 17, &cents) != -1 ||
            cents != 7)
            return 1;
        puts("unknown products have no price");
        return 0;
    }
    for (int i = 0; i < 3; i++) {
        int rc = price_of(table, 3, table[i].sku, &cents);
        printf("%d %ld\n", rc, cents);
    }
    return 0;
}
