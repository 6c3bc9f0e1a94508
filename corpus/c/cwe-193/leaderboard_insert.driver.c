// The eleventh score must push the last one out, not past the end of the array.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct leaderboard *b = calloc(1, sizeof(*b));
    unsigned n = argc > 1 && strcmp(argv[1], "benign") == 0 ? 9 : 12;

    for (unsigned i = 0; i < n; i++)
        leaderboard_insert(b, (struct entry){ i + 1, i * 7 % 13 * 100 });
    for (size_t i = 0; i < b->count; i++)
        printf("%u:%u ", b->top[i].player, b->top[i].points);
    printf("%zu\n", b->count);
    free(b);
    return 0;
}
