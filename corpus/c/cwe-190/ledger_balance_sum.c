// seccoder-example: 1
// title: Add up signed ledger amounts without overflow
// guideline: Check the running total against INT_MAX and INT_MIN before each signed addition.
// cwe: CWE-190
// apis: INT_MAX, INT_MIN
// applies: accounting, statistics
// --- secure ---
#include <limits.h>
#include <stddef.h>

struct ledger_entry {
    unsigned account;
    int cents;
};

int ledger_balance(const struct ledger_entry *e, size_t n, int *balance)
{
    int sum = 0;

    for (size_t i = 0; i < n; i++) {
        int c = e[i].cents;
        if ((c > 0 && sum > INT_MAX - c) || (c < 0 && sum < INT_MIN - c))
            return -1;
        sum += c;
    }
    *balance = sum;
    return 0;
}
// --- vulnerable ---
#include <stddef.h>

struct ledger_entry {
    unsigned account;
    int cents;
};

int ledger_balance(const struct ledger_entry *e, size_t n, int *balance)
{
    int sum = 0;

    for (size_t i = 0; i < n; i++) {
        int c = e[i].cents;
        sum += c;
    }
    *balance = sum;
    return 0;
}
