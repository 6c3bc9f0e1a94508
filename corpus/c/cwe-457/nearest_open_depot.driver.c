// When every depot is closed there is no result.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct depot d[] = { { 0, 0, true }, { 40, 30, true }, { 45, 35, false } };

    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        const struct depot *p = nearest_depot(d, 3, 10, 5), *q = nearest_depot(d, 3, 46, 36);
        printf("%d,%d %d,%d\n", p->x, p->y, q->x, q->y);
        return 0;
    }
    d[0].open = d[1].open = false;
    const struct depot *p = nearest_depot(d, 3, 10, 5);
    if (p != NULL) {
        printf("a depot although all are closed\n");
        return 10;
    }
    return 0;
}
