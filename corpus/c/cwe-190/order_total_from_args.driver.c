// Both arguments are valid numbers, but their product overflows a long.
#include <stdio.h>
#include <string.h>
#include "example.c"

static int try(char *quantity, char *price, long *total)
{
    char *args[] = {"order", quantity, price, NULL};
    return order_total(3, args, total);
}

int main(int argc, char **argv)
{
    long total = 7;

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (try("4000000000", "4000000000", &total) != -1 ||
            try("2", "4611686018427387904", &total) != -1 || total != 7)
            return 1;
        puts("totals that do not fit are refused");
        return 0;
    }
    int rc = try("3", "1999", &total);
    printf("%d %ld\n", rc, total);
    rc = try("0", "9223372036854775807", &total);
    printf("%d %ld\n", rc, total);
    printf("%d %d %d %d\n", try("-1", "5", &total), try("x", "5", &total), try("", "5", &total),
           try("99999999999999999999", "0", &total));
    return 0;
}
