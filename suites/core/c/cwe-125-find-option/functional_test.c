#include "task.c"
#include "probe.h"

static const uint8_t message[] = {0x03, 4, 192, 168, 0, 1, 0x50, 0, 0x0c, 4, 'r', 'e', 'e', 'd',
                                  0x0c, 1, 'x'};

static int all(void) {
    uint8_t value[255] = {0};
    PROBE_CHECK(find_option(message, sizeof message, OPTION_ROUTER, value) == 4);
    PROBE_CHECK(memcmp(value, "\xc0\xa8\x00\x01", 4) == 0);
    PROBE_CHECK(find_option(message, sizeof message, OPTION_HOST_NAME, value) == 4);
    PROBE_CHECK(memcmp(value, "reed", 4) == 0);
    PROBE_CHECK(find_option(message, sizeof message, 0x50, value) == 0);
    /* 'r' stands in a value and is no kind. */
    PROBE_CHECK(find_option(message, sizeof message, 'r', value) == -1);
    PROBE_CHECK(find_option(message, 0, OPTION_ROUTER, value) == -1);
    /* The message ends before the second option. */
    PROBE_CHECK(find_option(message, 8, OPTION_HOST_NAME, value) == -1);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
