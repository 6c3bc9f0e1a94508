// seccoder-example: 1
// title: Write a framed message into a small output buffer
// guideline: Compare a size_t length with the space left instead of storing the sum in a 16-bit variable.
// cwe: CWE-197, CWE-787
// apis: memcpy, uint16_t
// applies: embedded, network protocols
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define FRAME_HEADER 3

int frame_write(uint8_t *dst, uint16_t cap, uint8_t type,
                const uint8_t *data, size_t len)
{
    if (cap < FRAME_HEADER || len > (size_t)cap - FRAME_HEADER)
        return -1;
    dst[0] = type;
    dst[1] = (uint8_t)(len >> 8);
    dst[2] = (uint8_t)len;
    memcpy(dst + FRAME_HEADER, data, len);
    return 0;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define FRAME_HEADER 3

int frame_write(uint8_t *dst, uint16_t cap, uint8_t type,
                const uint8_t *data, size_t len)
{
    uint16_t need = len + FRAME_HEADER;
    if (need > cap)
        return -1;
    dst[0] = type;
    dst[1] = (uint8_t)(len >> 8);
    dst[2] = (uint8_t)len;
    memcpy(dst + FRAME_HEADER, data, len);
    return 0;
}
