// A negative index passes the upper bound and reads in front of the palette.
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    uint32_t *rgb = malloc(3 * sizeof(*rgb)), color = 0;
    rgb[0] = 0xff0000, rgb[1] = 0x00ff00, rgb[2] = 0x0000ff;
    struct palette p = {rgb, 3};

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (palette_color(&p, -1, &color) != -1 || palette_color(&p, INT_MIN, &color) != -1 ||
            palette_color(&p, 3, &color) != -1 || color != 0)
            return 1;
        puts("indices outside the palette are refused");
        return 0;
    }
    for (int i = 0; i < 4; i++) {
        color = 0;
        int rc = palette_color(&p, i, &color);
        printf("%d %06x\n", rc, (unsigned)color);
    }
    return 0;
}
