#include "task.c"
#include "probe.h"

static int right(uint32_t width, uint32_t height, uint8_t shade) {
    struct picture *picture = picture_new(width, height, shade);
    if (!picture || picture->width != width || picture->height != height || !picture->pixels)
        return 0;
    for (size_t i = 0; i < (size_t)width * height * 4; i++)
        if (picture->pixels[i] != shade)
            return 0;
    picture_free(picture);
    return 1;
}

static int all(void) {
    PROBE_CHECK(right(3, 2, 0x7f));
    PROBE_CHECK(right(1, 1, 0));
    PROBE_CHECK(right(640, 480, 0xff));
    return 0;
}

int main(void) {
    return probe_functional(all);
}
