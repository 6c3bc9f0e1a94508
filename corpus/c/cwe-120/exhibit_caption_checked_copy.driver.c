// Shows what a long caption does to the rest of the record and beyond.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct exhibit *e = calloc(1, sizeof(*e));
    FILE *catalogue = tmpfile();

    if (e == NULL || catalogue == NULL)
        return 1;
    e->room = 7;
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        for (int i = 0; i < 300; i++)
            putc('A', catalogue);
        rewind(catalogue);
        read_caption(catalogue, e);
        return e->room == 7 ? 0 : 10;
    }
    fputs("Bronze mirror, 3rd century\n\nGlass beads", catalogue);
    rewind(catalogue);
    while (read_caption(catalogue, e) == 0)
        printf("%u [%s]\n", e->room, e->caption);
    return 0;
}
