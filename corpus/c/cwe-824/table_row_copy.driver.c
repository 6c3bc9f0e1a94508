// When the second cell cannot be copied, the third and fourth hold no pointers yet.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int left = 100;

static char *my_strdup(const char *s)
{
    char *p = left-- > 0 ? malloc(strlen(s) + 1) : NULL;

    return p == NULL ? NULL : strcpy(p, s);
}

#undef strdup
#define strdup my_strdup
#include "example.c"

int main(int argc, char **argv)
{
    static const char *const cell[] = { "Oslo", "06:40", "gate 3", "on time" };
    struct row *r;

    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        r = row_copy(cell);
        printf("%s %s %s %s\n", r->cell[0], r->cell[1], r->cell[2], r->cell[3]);
        row_free(r);
        return 0;
    }
    left = 1;
    r = row_copy(cell);
    printf("%s\n", r == NULL ? "no memory" : "copied");
    return r == NULL ? 0 : 1;
}
