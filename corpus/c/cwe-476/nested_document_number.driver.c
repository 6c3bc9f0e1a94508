// A document without the outer object: the lookup goes on from NULL.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct doc max = {"max", 250.0, NULL, NULL};
    struct doc unit = {"unit", 0, NULL, &max};
    struct doc rate = {"rate", 0, &unit, NULL};
    struct doc item = {NULL, 0, NULL, &rate};
    struct doc name = {"name", 0, NULL, &item};
    struct doc root = {NULL, 0, &name, NULL};
    double limit = 0;

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        struct doc empty = {NULL, 0, NULL, NULL};
        item.next = NULL;
        if (read_rate_limit(&root, &limit) != -1 || read_rate_limit(&empty, &limit) != -1)
            return 1;
        puts("a document without rates has no limit");
        return 0;
    }
    int rc = read_rate_limit(&root, &limit);
    printf("%d %g\n", rc, limit);
    unit.next = NULL;
    printf("%d\n", read_rate_limit(&root, &limit));
    rate.child = NULL;
    printf("%d\n", read_rate_limit(&root, &limit));
    return 0;
}
