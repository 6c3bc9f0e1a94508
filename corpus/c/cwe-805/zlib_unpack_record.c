// seccoder-example: 1
// title: Unpack a compressed record with zlib
// guideline: Tell uncompress the size of the real buffer, never only the size that the data declare.
// cwe: CWE-805, CWE-787
// apis: uncompress
// applies: zlib, file formats
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

/* A record is the big-endian size of its plain bytes and then a zlib stream. */
long record_unpack(uint8_t *out, size_t cap, const uint8_t *record, size_t size)
{
    if (size < 4)
        return -1;
    uLongf len = (uLong)record[0] << 24 | (uLong)record[1] << 16 |
                 (uLong)record[2] << 8 | record[3];
    if (len > cap)
        return -1;
    if (uncompress(out, &len, record + 4, size - 4) != Z_OK)
        return -1;
    return (long)len;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

/* A record is the big-endian size of its plain bytes and then a zlib stream. */
long record_unpack(uint8_t *out, size_t cap, const uint8_t *record, size_t size)
{
    if (size < 4)
        return -1;
    uLongf len = (uLong)record[0] << 24 | (uLong)record[1] << 16 |
                 (uLong)record[2] << 8 | record[3];
    if (uncompress(out, &len, record + 4, size - 4) != Z_OK)
        return -1;
    return (long)len;
}
