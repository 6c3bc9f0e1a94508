#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Pictures as a viewer keeps them after decoding. */

struct picture {
    uint32_t width;
    uint32_t height;
    uint8_t *pixels; /* four bytes for each pixel, row after row */
};

void picture_free(struct picture *picture) {
    if (!picture)
        return;
    free(picture->pixels);
    free(picture);
}

/*
 * Makes a picture with the width and height that the file's header tells; every byte of
 * its pixels is `shade`. Returns NULL when that does not work.
 */
struct picture *picture_new(uint32_t width, uint32_t height, uint8_t shade) {
    /* Reserve the picture and its pixels, then fill them. */
