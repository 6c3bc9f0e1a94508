#include "task.c"
#include "probe.h"

static int all(void) {
    struct inbox inbox;
    PROBE_CHECK(inbox_open(&inbox) == 0);
    PROBE_CHECK(inbox_append(&inbox, (const uint8_t *)"abc", 3) == 3);
    PROBE_CHECK(inbox_append(&inbox, (const uint8_t *)"", 0) == 3);
    PROBE_CHECK(inbox_append(&inbox, (const uint8_t *)"d\0f", 3) == 6);
    PROBE_CHECK(inbox.used == 6);
    PROBE_CHECK(memcmp(inbox.bytes, "abcd\0f", 6) == 0);
    inbox_close(&inbox);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
