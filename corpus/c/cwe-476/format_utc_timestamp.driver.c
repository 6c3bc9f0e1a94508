// The year of the largest time value does not fit: gmtime_r answers NULL.
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    char text[32] = "";

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (format_utc(INT64_MAX, text, sizeof(text)) != -1 ||
            format_utc(INT64_MIN, text, sizeof(text)) != -1)
            return 1;
        puts("times that cannot be converted are refused");
        return 0;
    }
    int rc = format_utc(951868799, text, sizeof(text));
    printf("%d %s\n", rc, text);
    rc = format_utc(-1, text, sizeof(text));
    printf("%d %s\n", rc, text);
    printf("%d\n", format_utc(0, text, 5));
    return 0;
}
