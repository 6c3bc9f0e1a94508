// Blanks before an answer must not change the pointer that is freed.
#include <stdio.h>
#include <string.h>
#include "example.c"

static void show(const char *text)
{
    FILE *in = fmemopen((void *)text, strlen(text), "r");

    printf("%ld\n", count_yes(in));
    fclose(in);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        show("yes\nno\nYES\nyes please\n\n");
        show("no\nYes");
        return 0;
    }
    show("yes\n  yes\n\tno\n");
    return 0;
}
