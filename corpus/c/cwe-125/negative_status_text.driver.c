// A positive code passes the test of the negated value and indexes in front of the table.
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        const int code[] = {1, 5, INT_MAX, INT_MIN, -4};
        for (int i = 0; i < 5; i++) {
            if (strcmp(dev_status_text(code[i]), "unknown status") != 0)
                return 1;
        }
        puts("codes outside the table are unknown");
        return 0;
    }
    for (int code = 0; code >= -5; code--)
        puts(dev_status_text(code));
    return 0;
}
