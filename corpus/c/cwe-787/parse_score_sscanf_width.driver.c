// A player name of 40 letters runs over the record when the conversion has no width.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct score *s = calloc(1, sizeof(*s));

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        /* the points have no zero byte, so they do not end the name that runs over them */
        if (parse_score("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMN,336860180", s) != -1)
            return 1;
        if (parse_score("sixteen-letters!,5", s) != -1)
            return 1;
        puts("names that do not fit are refused");
        return 0;
    }
    const char *const line[] = {"mira,120", "fifteen letters,-7", "zoe,1x", ",5", "mira", "zoe,"};
    for (size_t i = 0; i < sizeof(line) / sizeof(line[0]); i++) {
        int rc = parse_score(line[i], s);
        printf("%d", rc);
        if (rc == 0)
            printf(" %s %d", s->player, s->points);
        puts("");
    }
    return 0;
}
