// seccoder-example: 1
// title: Append samples to an audio block
// guideline: A pointer difference counts elements; scale it before comparing it with a size in bytes.
// cwe: CWE-468, CWE-787
// apis: memcpy, pointer arithmetic
// applies: audio, buffers
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct audio_block {
    int16_t *start, *next;
    size_t bytes; /* size of the memory at start */
};

int audio_append(struct audio_block *b, const int16_t *sample, size_t count)
{
    size_t used = (size_t)(b->next - b->start) * sizeof(*b->start);

    if (count > (b->bytes - used) / sizeof(*sample))
        return -1;
    memcpy(b->next, sample, count * sizeof(*sample));
    b->next += count;
    return 0;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct audio_block {
    int16_t *start, *next;
    size_t bytes; /* size of the memory at start */
};

int audio_append(struct audio_block *b, const int16_t *sample, size_t count)
{
    size_t used = (size_t)(b->next - b->start);

    if (count > (b->bytes - used) / sizeof(*sample))
        return -1;
    memcpy(b->next, sample, count * sizeof(*sample));
    b->next += count;
    return 0;
}
