// A text of control characters grows to six times its length.
#include <stdio.h>
#include <string.h>
#include "example.c"

static void show(const char *text)
{
    char *s = json_quote(text);

    printf("%s\n", s == NULL ? "nothing" : s);
    free(s);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        show("plain");
        show("a \"quoted\" C:\\path");
        show("two lines\nin one text");
        show("");
        return 0;
    }
    show("\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f");
    return 0;
}
