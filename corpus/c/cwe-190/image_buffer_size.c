// seccoder-example: 1
// title: Allocate a pixel buffer for given image dimensions
// guideline: Multiply untrusted dimensions with overflow checks and cap the result before allocating.
// cwe: CWE-190, CWE-787
// apis: __builtin_mul_overflow, calloc
// applies: image decoders, graphics
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define MAX_PIXEL_BYTES ((size_t)1 << 28)

uint8_t *pixels_new(uint32_t width, uint32_t height, uint32_t channels)
{
    size_t bytes;

    if (__builtin_mul_overflow(width, height, &bytes) ||
        __builtin_mul_overflow(bytes, channels, &bytes))
        return NULL;
    if (bytes == 0 || bytes > MAX_PIXEL_BYTES)
        return NULL;
    return calloc(bytes, 1);
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define MAX_PIXEL_BYTES ((size_t)1 << 28)

uint8_t *pixels_new(uint32_t width, uint32_t height, uint32_t channels)
{
    size_t bytes = width * height * channels;

    if (bytes == 0 || bytes > MAX_PIXEL_BYTES)
        return NULL;
    return calloc(bytes, 1);
}
