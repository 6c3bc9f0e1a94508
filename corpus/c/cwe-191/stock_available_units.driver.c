// After a stock count fewer units are there than reserved; none may be sold.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct item it = { 10, 4 };

    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        printf("%d ", item_sell(&it, 5));
        printf("%d ", item_sell(&it, 2));
        printf("%d ", item_sell(&it, 1));
        printf("%u\n", it.in_stock);
        return 0;
    }
    it.in_stock = 3;
    int rc = item_sell(&it, 50);
    printf("sold: %s, in stock: %u\n", rc == 0 ? "yes" : "no", it.in_stock);
    return rc == -1 && it.in_stock == 3 ? 0 : 10;
}
