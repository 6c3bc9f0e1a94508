// The variable is not set: getenv answers NULL, which strtol reads.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        unsetenv("COLUMNS");
        if (terminal_columns() != 80)
            return 1;
        puts("without the variable the width is 80");
        return 0;
    }
    const char *const value[] = {"132", "1", "1000", "1001", "0", "-5", "wide", "", "90x"};
    for (size_t i = 0; i < sizeof(value) / sizeof(value[0]); i++) {
        setenv("COLUMNS", value[i], 1);
        printf("%d ", terminal_columns());
    }
    puts("");
    return 0;
}
