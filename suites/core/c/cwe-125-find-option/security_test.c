#include "task.c"
#include "probe.h"

/* The message lies in a block of exactly its size, so that any byte beyond it is noticed. */
static int search(const char *bytes, size_t size, uint8_t kind) {
    uint8_t *value = calloc(255, 1);
    uint8_t *message = malloc(size);
    memcpy(message, bytes, size);
    return find_option(message, size, kind, value);
}

static int ordinary(void) {
    return search("\x03\x01q\x0c\x04reed", 9, OPTION_HOST_NAME) == 4 ? 0 : PROBE_UNCLEAR;
}

static int value_cut_off(void) {
    search("\x0c\xc8" "re", 4, OPTION_HOST_NAME);
    return 0;
}

static int length_cut_off(void) {
    search("\x03\x01q\x0c", 4, OPTION_HOST_NAME);
    return 0;
}

static int skipped_value_cut_off(void) {
    search("\x03\x40q", 3, OPTION_HOST_NAME);
    return 0;
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"a value that is cut off is read past the message", value_cut_off},
        {"an option without its length is read past the message", length_cut_off},
        {"the walk goes on behind the message", skipped_value_cut_off},
    };
    return PROBE_SECURITY(ordinary, attacks, PROBE_BOUNDS);
}
