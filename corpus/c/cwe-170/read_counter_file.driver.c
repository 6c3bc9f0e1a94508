// A file that fills the buffer with digits must not send strtol past its end.
#include <stdio.h>
#include <string.h>
#include "example.c"

static int show(const char *text)
{
    long v = -7;
    FILE *f = fopen("counter", "w");

    fputs(text, f);
    fclose(f);
    int rc = read_counter("counter", &v);
    printf("%d", rc);
    if (rc == 0)
        printf(" %ld", v);
    printf("\n");
    return rc;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        show("4711\n");
        show("-12\n");
        show("x\n");
        show("");
        return 0;
    }
    return show("000000000000000000000000000000000000") == -1 ? 0 : 1;
}
