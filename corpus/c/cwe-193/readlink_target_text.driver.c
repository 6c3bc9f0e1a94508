// A link target that fills the buffer leaves no byte for the terminator.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    char *out = malloc(16);
    int rc;

    unlink("current");
    unlink("full");
    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        if (symlink("lib/theme.css", "current") != 0)
            return 1;
        rc = link_target("current", out, 16);
        printf("%d %s\n", rc, out);
        printf("%d\n", link_target("missing", out, 16));
        free(out);
        return 0;
    }
    if (symlink("0123456789abcdef", "full") != 0)
        return 1;
    rc = link_target("full", out, 16);
    printf("%d\n", rc);
    free(out);
    return rc == -1 ? 0 : 1;
}
