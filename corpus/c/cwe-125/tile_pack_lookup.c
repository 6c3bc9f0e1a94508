// seccoder-example: 1
// title: Find one map tile in a downloaded tile pack
// guideline: Check a stored count, offset and length against the size of the file that was read.
// cwe: CWE-125
// apis: pointer arithmetic
// applies: binary parsers, maps
// --- secure ---
#include <stddef.h>
#include <stdint.h>

static uint32_t le32(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* A pack is the number of tiles, an offset and a length for each, then their bytes. */
const uint8_t *tile_find(const uint8_t *pack, size_t size, uint32_t index, size_t *len)
{
    if (size < 4 || index >= le32(pack) || index >= (size - 4) / 8)
        return NULL;
    const uint8_t *entry = pack + 4 + (size_t)index * 8;
    uint32_t start = le32(entry), n = le32(entry + 4);
    if (start > size || n > size - start)
        return NULL;
    *len = n;
    return pack + start;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>

static uint32_t le32(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* A pack is the number of tiles, an offset and a length for each, then their bytes. */
const uint8_t *tile_find(const uint8_t *pack, size_t size, uint32_t index, size_t *len)
{
    if (size < 4 || index >= le32(pack))
        return NULL;
    const uint8_t *entry = pack + 4 + (size_t)index * 8;
    uint32_t start = le32(entry), n = le32(entry + 4);
    *len = n;
    return pack + start;
}
