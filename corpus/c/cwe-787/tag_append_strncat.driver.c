// A word of 40 letters: with the size of the whole buffer strncat writes past its end.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct tag *t = calloc(1, sizeof(*t));

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (!tag_append(t, "spring ") ||
            tag_append(t, "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMN") || strlen(t->text) != 23)
            return 1;
        if (tag_append(t, "x") || strlen(t->text) != 23)
            return 1;
        puts("words are cut at the end of the tag");
        return 0;
    }
    printf("%d", tag_append(t, "spring "));
    printf(" %d", tag_append(t, "sale"));
    printf(" %d", tag_append(t, ""));
    printf(" %d '%s'\n", tag_append(t, " 2 for 1 now"), t->text);
    return 0;
}
