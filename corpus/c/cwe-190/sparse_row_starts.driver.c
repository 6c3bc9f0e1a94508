// With 2^32 - 1 rows the 32-bit sum rows + 1 is zero and so is the allocation.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    static const uint32_t entries[] = { 2, 0, 3, 1 }, many[] = { 4000000000u, 4000000000u };

    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        uint32_t *start = sparse_row_starts(entries, 4);
        for (int i = 0; i <= 4; i++)
            printf("%u ", start[i]);
        printf("%s\n", sparse_row_starts(many, 2) == NULL ? "refused" : "kept");
        free(start);
        return 0;
    }
    uint32_t *start = sparse_row_starts(entries, UINT32_MAX);
    printf("%s\n", start == NULL ? "refused" : "built");
    return start == NULL ? 0 : 1;
}
