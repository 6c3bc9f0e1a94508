// A window that is larger than the series makes the number of averages wrap round.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    double *value = calloc(6, sizeof(*value)), *out = calloc(6, sizeof(*out));

    for (int i = 0; i < 6; i++)
        value[i] = i * i;
    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        size_t n = moving_average(out, value, 6, 3);
        for (size_t i = 0; i < n; i++)
            printf("%.3f ", out[i]);
        n = moving_average(out, value, 6, 6);
        printf("%zu %.3f ", n, out[0]);
        printf("%zu %zu\n", moving_average(out, value, 6, 0), moving_average(out, value, 6, 7));
    } else {
        size_t n = moving_average(out, value, 6, 30);
        printf("%zu\n", n);
        if (n != 0)
            return 1;
    }
    free(value);
    free(out);
    return 0;
}
