// Two entries of two billion cents do not fit into an int.
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    int balance = 7;

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        const struct ledger_entry up[] = {{1, 2000000000}, {2, 2000000000}};
        const struct ledger_entry down[] = {{1, -5}, {2, INT_MIN}};
        if (ledger_balance(up, 2, &balance) != -1 || ledger_balance(down, 2, &balance) != -1 ||
            balance != 7)
            return 1;
        puts("sums that do not fit are refused");
        return 0;
    }
    const struct ledger_entry e[] = {{1, 1250}, {2, -2000}, {1, INT_MAX - 1000}, {3, 1750}};
    int rc = ledger_balance(e, 4, &balance);
    printf("%d %d\n", rc, balance);
    rc = ledger_balance(e, 0, &balance);
    printf("%d %d\n", rc, balance);
    return 0;
}
