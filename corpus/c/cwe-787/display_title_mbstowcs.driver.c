// A title of 60 letters: sizeof counts 84 bytes, the line holds 21 characters.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct display *d = calloc(1, sizeof(*d));
    char title[61];

    memset(title, 't', sizeof(title));
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        title[60] = '\0';
        if (display_show(d, title) != -1 || d->used != 0 || d->line[0] != L'\0')
            return 1;
        title[21] = '\0';
        if (display_show(d, title) != -1 || d->used != 0 || d->line[0] != L'\0')
            return 1;
        puts("titles that do not fit are not shown");
        return 0;
    }
    int rc = display_show(d, "Blue in Green");
    printf("%d %zu '%ls'\n", rc, d->used, d->line);
    title[20] = '\0';
    rc = display_show(d, title);
    printf("%d %zu '%ls'\n", rc, d->used, d->line);
    rc = display_show(d, "no locale\xff");
    printf("%d %zu '%ls'\n", rc, d->used, d->line);
    rc = display_show(d, "");
    printf("%d %zu '%ls'\n", rc, d->used, d->line);
    return 0;
}
