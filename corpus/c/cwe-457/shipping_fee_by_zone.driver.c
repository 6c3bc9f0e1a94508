// A zone without a price must be refused, not charged with whatever the variable held.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    unsigned cents = 0;

    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        for (const char *z = "DEW"; *z != '\0'; z++) {
            int rc = shipping_fee(*z, 2400, &cents);
            printf("%c %d %u\n", *z, rc, cents);
        }
        printf("%d %d\n", shipping_fee('D', 0, &cents), shipping_fee('W', 30001, &cents));
        return 0;
    }
    if (shipping_fee('X', 2400, &cents) == 0) {
        printf("zone X was charged %u\n", cents);
        return 10;
    }
    return 0;
}
