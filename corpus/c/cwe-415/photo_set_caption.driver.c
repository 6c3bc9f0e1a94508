// When there is no memory for the new caption, the old one must not be freed twice.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail;

static char *my_strdup(const char *s)
{
    char *p = fail ? NULL : malloc(strlen(s) + 1);

    return p == NULL ? NULL : strcpy(p, s);
}

#undef strdup
#define strdup my_strdup
#include "example.c"

int main(int argc, char **argv)
{
    struct photo p = { NULL };

    printf("%d ", photo_set_caption(&p, "Harbour"));
    printf("%s ", p.caption);
    fail = !(argc > 1 && strcmp(argv[1], "benign") == 0);
    int rc = photo_set_caption(&p, "Harbour at night");
    if (!fail)
        printf("%d %s", rc, p.caption);
    printf("\n");
    photo_clear(&p);
    photo_clear(&p);
    return rc == (fail ? -1 : 0) ? 0 : 1;
}
