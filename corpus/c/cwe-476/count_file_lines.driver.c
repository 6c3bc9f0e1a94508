// The file does not exist: fopen answers NULL, and reading from that crashes.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (count_lines("no-such-file.txt") != -1)
            return 1;
        puts("a missing file is an error");
        return 0;
    }
    FILE *out = fopen("lines.txt", "w");
    fputs("one\ntwo\n\nfour without an end", out);
    fclose(out);
    printf("%ld %ld\n", count_lines("lines.txt"), count_lines("."));
    remove("lines.txt");
    return 0;
}
