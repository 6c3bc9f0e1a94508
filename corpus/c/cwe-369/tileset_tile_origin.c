// seccoder-example: 1
// title: Find the pixel origin of a tile in a tile set
// guideline: Check every divisor for zero, also one that is itself the result of a division.
// cwe: CWE-369
// apis: integer division
// applies: games, image parsing
// --- secure ---
#include <stdint.h>

struct tileset { /* as read from a map file */
    uint32_t image_width, image_height;
    uint32_t tile_width, tile_height;
};

int tile_origin(const struct tileset *t, uint32_t id, uint32_t *x, uint32_t *y)
{
    if (t->tile_width == 0 || t->tile_height == 0)
        return -1;
    uint32_t columns = t->image_width / t->tile_width;
    uint32_t rows = t->image_height / t->tile_height;
    if (columns == 0 || id / columns >= rows)
        return -1;
    *x = id % columns * t->tile_width;
    *y = id / columns * t->tile_height;
    return 0;
}
// --- vulnerable ---
#include <stdint.h>

struct tileset { /* as read from a map file */
    uint32_t image_width, image_height;
    uint32_t tile_width, tile_height;
};

int tile_origin(const struct tileset *t, uint32_t id, uint32_t *x, uint32_t *y)
{
    if (t->tile_width == 0 || t->tile_height == 0)
        return -1;
    uint32_t columns = t->image_width / t->tile_width;
    uint32_t rows = t->image_height / t->tile_height;
    if (id / columns >= rows)
        return -1;
    *x = id % columns * t->tile_width;
    *y = id / columns * t->tile_height;
    return 0;
}
