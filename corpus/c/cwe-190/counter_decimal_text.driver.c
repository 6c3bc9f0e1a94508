// The smallest number is negated, which the signed type cannot hold.
#include "example.c"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    char text[24];

    if (argc != 2)
        return 1;
    if (strcmp(argv[1], "benign") == 0) {
        const int64_t counters[] = {0, 7, -40, INT64_MAX, INT64_MIN + 1};

        for (size_t i = 0; i < sizeof counters / sizeof counters[0]; i++)
            printf("%zu %s\n", counter_text(counters[i], text, sizeof text), text);
        printf("%zu\n", counter_text(-12345, text, 6));
        return 0;
    }
    if (counter_text(INT64_MIN, text, sizeof text) != 20 ||
        strcmp(text, "-9223372036854775808") != 0) {
        puts("the smallest counter is written wrong");
        return 10;
    }
    return 0;
}
