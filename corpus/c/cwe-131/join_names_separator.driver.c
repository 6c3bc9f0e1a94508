// A separator of several characters needs more room than one character for each name.
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include "example.c"

static void show(size_t count, const char *separator)
{
    static const char *const name[] = { "Mora", "Tilia", "Acer", "Quercus" };
    char *s = join_names(name, count, separator);

    printf("[%s]\n", s == NULL ? "nothing" : s);
    free(s);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        show(4, ",");
        show(1, ";");
        show(0, ",");
        show(3, "");
        return 0;
    }
    show(4, " and then also ");
    return 0;
}
