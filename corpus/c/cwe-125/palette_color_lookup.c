// seccoder-example: 1
// title: Look up a colour in a palette by a signed index
// guideline: Reject a signed index that is negative as well as one that is past the end.
// cwe: CWE-125
// apis: array index
// applies: graphics, image decoders
// --- secure ---
#include <stdint.h>

struct palette {
    const uint32_t *rgb;
    int count;
};

int palette_color(const struct palette *p, int index, uint32_t *color)
{
    if (index < 0 || index >= p->count)
        return -1;
    *color = p->rgb[index];
    return 0;
}
// --- vulnerable ---
#include <stdint.h>

struct palette {
    const uint32_t *rgb;
    int count;
};

int palette_color(const struct palette *p, int index, uint32_t *color)
{
    if (index >= p->count)
        return -1;
    *color = p->rgb[index];
    return 0;
}
