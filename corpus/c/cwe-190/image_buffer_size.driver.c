// 0x80000001 x 2 pixels need 4 GiB; in 32 bits that is 2 bytes, and the first row overruns them.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        uint32_t width = 0x80000001, height = 2;
        uint8_t *px = pixels_new(width, height, 1);
        if (px != NULL) {
            for (uint32_t x = 0; x < 8; x++) /* the first pixels of the first row */
                px[x] = 0xff;
            return 1;
        }
        if (pixels_new(0x10000, 0x10000, 0x10001) != NULL)
            return 1;
        puts("dimensions that do not fit are refused");
        return 0;
    }
    uint8_t *px = pixels_new(20, 10, 4);
    px[20 * 10 * 4 - 1] = 9;
    printf("%d %d %d\n", px[0], px[799], pixels_new(0, 10, 4) == NULL);
    printf("%d\n", pixels_new(1u << 15, 1u << 14, 1) == NULL);
    return 0;
}
