#include "task.c"
#include "probe.h"

static int all(void) {
    struct session session;
    char key[300];
    int seen[256] = {0};
    int different = 0;
    memset(key, '#', sizeof key);
    session_key(key, 256);
    PROBE_CHECK(key[256] == '\0' && key[257] == '#');
    for (int i = 0; i < 256; i++) {
        PROBE_CHECK(key[i] != '\0' && strchr("0123456789abcdef", key[i]));
        different += seen[(unsigned char)key[i]]++ == 0;
    }
    /* Fewer than 12 of 16 digits among 256 random ones never happens. */
    PROBE_CHECK(different >= 12);
    memset(key, '#', sizeof key);
    session_key(key, 3);
    PROBE_CHECK(strlen(key) == 3 && key[4] == '#');
    session_begin(&session, "anna");
    PROBE_CHECK(strlen(session.key) == KEY_LENGTH);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
