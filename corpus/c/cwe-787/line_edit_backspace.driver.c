// A backspace on the empty line makes the index SIZE_MAX.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

static void type(struct line_edit *e, const char *keys)
{
    while (*keys != '\0')
        line_edit_key(e, *keys++);
}

int main(int argc, char **argv)
{
    struct line_edit *e = calloc(1, sizeof(*e));

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        type(e, "a\b\b\b");
        if (e->len != 0 || e->buf[0] != '\0')
            return 1;
        type(e, "ok");
        if (strcmp(e->buf, "ok") != 0)
            return 1;
        puts("backspaces on an empty line do nothing");
        return 0;
    }
    type(e, "hexlo\b\b\bllo");
    printf("%zu '%s'\n", e->len, e->buf);
    for (int i = 0; i < 200; i++)
        line_edit_key(e, 'x');
    printf("%zu %zu\n", e->len, strlen(e->buf));
    return 0;
}
