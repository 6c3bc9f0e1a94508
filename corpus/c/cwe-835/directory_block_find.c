// seccoder-example: 1
// title: Find a name in a directory block of a disk image
// guideline: Refuse a record length of zero before a loop advances by it.
// cwe: CWE-835, CWE-125
// apis: memcmp
// applies: file systems, parsers
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static uint32_t le32(const uint8_t *p)
{
    return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

/* An entry is a 32-bit node, a 16-bit entry size, the name's length, a type, the name. */
int directory_find(const uint8_t *block, size_t size, const char *name, uint32_t *node)
{
    size_t at = 0, want = strlen(name);

    while (size - at >= 8) {
        const uint8_t *e = block + at;
        size_t entry = e[4] | (size_t)e[5] << 8, len = e[6];
        if (entry < 8 + len || entry > size - at)
            return -1;
        if (le32(e) != 0 && len == want && memcmp(e + 8, name, len) == 0) {
            *node = le32(e);
            return 0;
        }
        at += entry;
    }
    return -1;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static uint32_t le32(const uint8_t *p)
{
    return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

/* An entry is a 32-bit node, a 16-bit entry size, the name's length, a type, the name. */
int directory_find(const uint8_t *block, size_t size, const char *name, uint32_t *node)
{
    size_t at = 0, want = strlen(name);

    while (size - at >= 8) {
        const uint8_t *e = block + at;
        size_t entry = e[4] | (size_t)e[5] << 8, len = e[6];
        if (entry > size - at || len > size - at - 8)
            return -1;
        if (le32(e) != 0 && len == want && memcmp(e + 8, name, len) == 0) {
            *node = le32(e);
            return 0;
        }
        at += entry;
    }
    return -1;
}
