// Row or column equal to its limit: the last cell's neighbour lies behind the grid.
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct grid g = {3, 4, calloc(3, 4)};

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (grid_set(&g, 2, 4, 9) != -1 || grid_set(&g, 3, 0, 9) != -1 ||
            grid_set(&g, 0, 4, 9) != -1 || grid_set(&g, INT_MIN, 0, 9) != -1)
            return 1;
        for (int i = 0; i < 12; i++) {
            if (g.cell[i] != 0)
                return 1;
        }
        puts("cells outside the grid are refused");
        return 0;
    }
    printf("%d %d %d %d %d\n", grid_set(&g, 0, 0, 1), grid_set(&g, 2, 3, 2), grid_set(&g, 1, 2, 3),
           grid_set(&g, -1, 0, 4), grid_set(&g, 0, 5, 4));
    for (int i = 0; i < 12; i++)
        printf("%d%c", g.cell[i], i % 4 == 3 ? '\n' : ' ');
    return 0;
}
