// seccoder-example: 1
// title: Decode a run-length encoded sprite
// guideline: Compare every run with the room left in the heap block before filling it.
// cwe: CWE-122, CWE-787
// apis: malloc, memset
// applies: games, image parsing
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The data are pairs of a run length and a colour that fill the sprite exactly. */
uint8_t *sprite_decode(const uint8_t *src, size_t n, uint8_t width, uint8_t height)
{
    size_t size = (size_t)width * height, used = 0;
    uint8_t *pixel = size == 0 || n % 2 != 0 ? NULL : malloc(size);

    if (pixel == NULL)
        return NULL;
    for (size_t i = 0; i < n; i += 2) {
        if (src[i] > size - used)
            goto damaged;
        memset(pixel + used, src[i + 1], src[i]);
        used += src[i];
    }
    if (used != size)
        goto damaged;
    return pixel;

damaged:
    free(pixel);
    return NULL;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The data are pairs of a run length and a colour that fill the sprite exactly. */
uint8_t *sprite_decode(const uint8_t *src, size_t n, uint8_t width, uint8_t height)
{
    size_t size = (size_t)width * height, used = 0;
    uint8_t *pixel = size == 0 || n % 2 != 0 ? NULL : malloc(size);

    if (pixel == NULL)
        return NULL;
    for (size_t i = 0; i < n; i += 2) {
        memset(pixel + used, src[i + 1], src[i]);
        used += src[i];
    }
    if (used != size)
        goto damaged;
    return pixel;

damaged:
    free(pixel);
    return NULL;
}
