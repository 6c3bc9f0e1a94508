// A name of exactly 100 characters has no terminator; the fields behind it are not its part.
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct ustar *h = calloc(1, sizeof(*h));
    char path[300] = "";

    strcpy(h->name, "notes.txt");
    strcpy(h->mode, "0000644");
    strcpy(h->uid, "0001000");
    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        int rc = ustar_path(h, path, sizeof(path));
        printf("%zu %d %s\n", sizeof(*h), rc, path);
        strcpy(h->prefix, "archive/2024");
        rc = ustar_path(h, path, sizeof(path));
        printf("%d %s\n", rc, path);
        printf("%d\n", ustar_path(h, path, 8));
        free(h);
        return 0;
    }
    memset(h->name, 'n', sizeof(h->name));
    int rc = ustar_path(h, path, sizeof(path));
    printf("%d, %zu characters: %s\n", rc, strlen(path), path);
    free(h);
    return rc == 0 && strlen(path) == 100 ? 0 : 10;
}
