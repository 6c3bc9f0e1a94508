// A number that does not fit moves the offset past the end; the room left wraps around.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    const unsigned id[] = {4000000001u, 4000000002u, 4000000003u, 4000000004u};
    char *dst = malloc(16);

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (join_ids(dst, 16, id, 4) != -1 || strlen(dst) > 15)
            return 1;
        if (join_ids(dst, 0, id, 1) != -1 || join_ids(dst, 1, id, 1) != -1 || dst[0] != '\0')
            return 1;
        puts("lists that do not fit are refused");
        return 0;
    }
    const unsigned few[] = {7, 0, 123456};
    int rc = join_ids(dst, 16, few, 3);
    printf("%d '%s'\n", rc, dst);
    rc = join_ids(dst, 16, few, 0);
    printf("%d '%s'\n", rc, dst);
    rc = join_ids(dst, 11, id, 1);
    printf("%d '%s'\n", rc, dst);
    return 0;
}
