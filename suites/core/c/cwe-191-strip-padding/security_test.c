#include "task.c"
#include "probe.h"

static int strip(uint8_t last, size_t *length) {
    uint8_t *message = malloc(*length);
    memset(message, last, *length);
    return strip_padding(message, length);
}

static int ordinary(void) {
    size_t length = 16;
    return strip(11, &length) == 0 && length == 5 ? 0 : PROBE_UNCLEAR;
}

/* Taking bytes away must never make a message longer. */
static int grows(uint8_t last) {
    size_t length = BLOCK_SIZE;
    return strip(last, &length) == 0 && length > BLOCK_SIZE ? PROBE_WEAK : 0;
}

static int much_padding(void) {
    return grows(200);
}

static int one_too_many(void) {
    return grows(17);
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"200 bytes of padding in a block of 16 wrap the length round", much_padding},
        {"17 bytes of padding in a block of 16 wrap the length round", one_too_many},
    };
    return PROBE_SECURITY(ordinary, attacks, PROBE_BOUNDS);
}
