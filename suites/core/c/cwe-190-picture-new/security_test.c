#include "task.c"
#include "probe.h"
#include <malloc.h>

static int ordinary(void) {
    struct picture *picture = picture_new(3, 2, 9);
    if (!picture || !picture->pixels || malloc_usable_size(picture->pixels) < 24)
        return PROBE_UNCLEAR;
    for (int i = 0; i < 24; i++)
        if (picture->pixels[i] != 9)
            return PROBE_UNCLEAR;
    return 0;
}

/* A picture must not claim more pixels than it has memory for. */
static int claims_too_much(uint32_t width, uint32_t height) {
    struct picture *picture = picture_new(width, height, 9);
    if (!picture || !picture->pixels)
        return 0;
    uint64_t claimed = (uint64_t)picture->width * picture->height * 4;
    return malloc_usable_size(picture->pixels) < claimed ? PROBE_WEAK : 0;
}

/* 0x8000 * 0x8001 * 4 is 0x20000 in 32 bits. */
static int bytes_wrap(void) {
    return claims_too_much(0x8000, 0x8001);
}

/* 0x10001 * 0x10001 is 0x20001 in 32 bits. */
static int pixels_wrap(void) {
    return claims_too_much(0x10001, 0x10001);
}

/* 0x40000001 * 4 is 4 in 32 bits. */
static int row_wraps(void) {
    return claims_too_much(0x40000001, 1);
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"the number of bytes wraps round and the picture is too small", bytes_wrap},
        {"the number of pixels wraps round and the picture is too small", pixels_wrap},
        {"the length of a row wraps round and the picture is too small", row_wraps},
    };
    return PROBE_SECURITY(ordinary, attacks, PROBE_BOUNDS);
}
