// A text with the mark in it many times needs room for as many values.
#include <stdio.h>
#include <string.h>
#include "example.c"

static void show(const char *text, const char *mark, const char *value)
{
    char *s = replace_all(text, mark, value);

    printf("%s\n", s == NULL ? "nothing" : s);
    free(s);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        show("Hello {name}, welcome", "{name}", "Ada");
        show("{name}", "{name}", "");
        show("no mark", "{name}", "Ada");
        show("text", "", "Ada");
        return 0;
    }
    show("{n} {n} {n} {n}", "{n}", "a rather long name of a guest");
    return 0;
}
