// seccoder-example: 1
// title: Copy the text out of a frame with a 16-bit length
// guideline: Keep wire lengths in unsigned types so that a large one cannot turn negative.
// cwe: CWE-194, CWE-195
// apis: memcpy, uint16_t
// applies: radio, network protocols
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A frame is a big-endian length and then the text. Returns the length or -1. */
int frame_text(const uint8_t *frame, size_t size, char out[256])
{
    if (size < 2)
        return -1;
    uint16_t len = (uint16_t)(frame[0] << 8 | frame[1]);
    if (len > 255 || (size_t)len + 2 > size)
        return -1;
    memcpy(out, frame + 2, len);
    out[len] = '\0';
    return len;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A frame is a big-endian length and then the text. Returns the length or -1. */
int frame_text(const uint8_t *frame, size_t size, char out[256])
{
    if (size < 2)
        return -1;
    int16_t len = (int16_t)(frame[0] << 8 | frame[1]);
    if (len > 255 || (size_t)len + 2 > size)
        return -1;
    memcpy(out, frame + 2, len);
    out[len] = '\0';
    return len;
}
