// A line of 3000 digits goes into 16 bytes when fgets is told another size.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

static FILE *typed(const char *text)
{
    FILE *f = tmpfile();
    if (f == NULL)
        exit(1);
    fputs(text, f);
    rewind(f);
    return f;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        char line[3008];
        memset(line, '1', 3000);
        strcpy(line + 3000, "\n2\n");
        FILE *in = typed(line);
        if (read_menu_choice(in, 5) != -1 || read_menu_choice(in, 5) != 2)
            return 1;
        puts("a line that is too long is skipped");
        return 0;
    }
    FILE *in = typed("3\n1\n6\n0\nfour\n\n5");
    for (int i = 0; i < 8; i++)
        printf("%d ", read_menu_choice(in, 5));
    puts("");
    return 0;
}
