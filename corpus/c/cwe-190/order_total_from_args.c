// seccoder-example: 1
// title: Compute quantity times unit price from two arguments
// guideline: Divide LONG_MAX by one factor to test a product of user-supplied numbers beforehand.
// cwe: CWE-190
// apis: strtol
// applies: libc, command line, billing
// --- secure ---
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

/* argv[1] is the quantity, argv[2] the unit price in cents. */
int order_total(int argc, char *argv[], long *total)
{
    long num[2];

    if (argc != 3)
        return -1;
    for (int i = 0; i < 2; i++) {
        char *end;
        errno = 0;
        num[i] = strtol(argv[i + 1], &end, 10);
        if (end == argv[i + 1] || *end != '\0' || errno == ERANGE || num[i] < 0)
            return -1;
    }
    if (num[0] != 0 && num[1] > LONG_MAX / num[0])
        return -1;
    *total = num[0] * num[1];
    return 0;
}
// --- vulnerable ---
#include <errno.h>
#include <stdlib.h>

/* argv[1] is the quantity, argv[2] the unit price in cents. */
int order_total(int argc, char *argv[], long *total)
{
    long num[2];

    if (argc != 3)
        return -1;
    for (int i = 0; i < 2; i++) {
        char *end;
        errno = 0;
        num[i] = strtol(argv[i + 1], &end, 10);
        if (end == argv[i + 1] || *end != '\0' || errno == ERANGE || num[i] < 0)
            return -1;
    }
    *total = num[0] * num[1];
    return 0;
}
