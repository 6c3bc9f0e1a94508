#include "task.c"
#include "probe.h"

static int all(void) {
    uint8_t message[32];
    size_t length = 16;
    memset(message, 'x', sizeof message);
    message[15] = 11;
    PROBE_CHECK(strip_padding(message, &length) == 0 && length == 5);
    length = 32;
    message[31] = 1;
    PROBE_CHECK(strip_padding(message, &length) == 0 && length == 31);
    length = 32;
    message[31] = 16;
    PROBE_CHECK(strip_padding(message, &length) == 0 && length == 16);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
