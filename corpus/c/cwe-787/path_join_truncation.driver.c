// Folder and name are together longer than the path; sprintf writes all of it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct path *p = malloc(sizeof(*p));
    char name[101];

    memset(name, 'n', sizeof(name));
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        name[100] = '\0';
        if (path_join(p, "/srv/maps", name) != -1 || p->text[0] != '\0')
            return 1;
        name[54] = '\0'; /* one byte too long with its terminator */
        if (path_join(p, "/srv/maps", name) != -1 || p->text[0] != '\0')
            return 1;
        puts("paths that do not fit are refused");
        return 0;
    }
    int rc = path_join(p, "/srv/maps", "north.png");
    printf("%d %s\n", rc, p->text);
    name[53] = '\0';
    rc = path_join(p, "/srv/maps", name);
    printf("%d %zu\n", rc, strlen(p->text));
    return 0;
}
