// A name shorter than the suffix: stepping back from its end reads before the block.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (has_suffix(strdup("a"), ".json") || has_suffix(strdup(""), ".c"))
            return 1;
        puts("short names have no suffix");
        return 0;
    }
    printf("%d %d %d %d\n", has_suffix("notes.json", ".json"), has_suffix("notes.txt", ".json"),
           has_suffix(".json", ".json"), has_suffix("notes", ""));
    return 0;
}
