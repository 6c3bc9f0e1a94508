#include "task.c"
#include "probe.h"

static int ordinary(void) {
    struct inbox inbox;
    if (inbox_open(&inbox) != 0)
        return PROBE_UNCLEAR;
    if (inbox_append(&inbox, (const uint8_t *)"abc", 3) != 3)
        return PROBE_UNCLEAR;
    if (inbox_append(&inbox, (const uint8_t *)"def", 3) != 6)
        return PROBE_UNCLEAR;
    return memcmp(inbox.bytes, "abcdef", 6) == 0 ? 0 : PROBE_UNCLEAR;
}

static int append_often(size_t length, int times) {
    struct inbox inbox;
    uint8_t *chunk = malloc(length);
    memset(chunk, 'x', length);
    if (inbox_open(&inbox) != 0)
        return PROBE_UNCLEAR;
    while (times-- > 0)
        inbox_append(&inbox, chunk, length);
    return 0;
}

static int one_big_chunk(void) {
    return append_often(INBOX_SIZE + 100, 1);
}

static int many_small_chunks(void) {
    return append_often(100, 20);
}

static int two_halves_and_one_byte(void) {
    return append_often(INBOX_SIZE / 2 + 1, 2);
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"a chunk longer than the inbox is written past its memory", one_big_chunk},
        {"the sum of the chunks is written past the inbox's memory", many_small_chunks},
        {"the second chunk is written past the inbox's memory", two_halves_and_one_byte},
    };
    return PROBE_SECURITY(ordinary, attacks, PROBE_BOUNDS);
}
