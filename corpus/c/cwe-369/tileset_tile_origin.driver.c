// Tiles that are wider than the image give zero columns.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct tileset t = { 128, 64, 16, 16 };
    uint32_t x = 0, y = 0;

    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        int rc = tile_origin(&t, 19, &x, &y);
        printf("%d %u %u\n", rc, x, y);
        rc = tile_origin(&t, 31, &x, &y);
        printf("%d %u %u\n", rc, x, y);
        printf("%d ", tile_origin(&t, 32, &x, &y));
        t.tile_height = 0;
        printf("%d\n", tile_origin(&t, 0, &x, &y));
        return 0;
    }
    t.tile_width = 200;
    int rc = tile_origin(&t, 0, &x, &y);
    printf("%d\n", rc);
    return rc == -1 ? 0 : 1;
}
