// seccoder-example: 1
// title: Find the text stored under a keyword in a PNG image
// guideline: Compare a chunk length with the bytes that are left before using or skipping the chunk.
// cwe: CWE-125
// apis: memcmp
// applies: PNG, image parsing
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static uint32_t be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Points at the text, which is not terminated, or returns NULL. */
const uint8_t *png_text(const uint8_t *png, size_t size, const char *keyword, size_t *len)
{
    size_t key = strlen(keyword) + 1;

    if (size < 8 || memcmp(png, "\x89PNG\r\n\x1a\n", 8) != 0)
        return NULL;
    for (size_t at = 8; at < size && size - at >= 12;) {
        const uint8_t *data = png + at + 8;
        size_t n = be32(png + at);
        if (n > size - at - 12)
            return NULL;
        if (memcmp(data - 4, "tEXt", 4) == 0 && n >= key &&
            memcmp(data, keyword, key) == 0) {
            *len = n - key;
            return data + key;
        }
        at += 12 + n;
    }
    return NULL;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static uint32_t be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Points at the text, which is not terminated, or returns NULL. */
const uint8_t *png_text(const uint8_t *png, size_t size, const char *keyword, size_t *len)
{
    size_t key = strlen(keyword) + 1;

    if (size < 8 || memcmp(png, "\x89PNG\r\n\x1a\n", 8) != 0)
        return NULL;
    for (size_t at = 8; at < size && size - at >= 12;) {
        const uint8_t *data = png + at + 8;
        size_t n = be32(png + at);
        if (memcmp(data - 4, "tEXt", 4) == 0 && n >= key &&
            memcmp(data, keyword, key) == 0) {
            *len = n - key;
            return data + key;
        }
        at += 12 + n;
    }
    return NULL;
}
