// The byte count of SIZE_MAX / 16 + 2 vertices wraps to 16; filling them overruns one vertex.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (vertices_new(SIZE_MAX / sizeof(struct vertex) + 2) != NULL ||
            vertices_new(SIZE_MAX) != NULL)
            return 1;
        puts("counts that do not fit are refused");
        return 0;
    }
    struct vertex *v = vertices_new(100);
    printf("%08x %08x %g %d\n", (unsigned)v[0].color, (unsigned)v[99].color, v[99].z,
           vertices_new(0) == NULL);
    return 0;
}
