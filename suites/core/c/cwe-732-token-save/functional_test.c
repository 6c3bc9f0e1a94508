#include "task.c"
#include "probe.h"

static int all(void) {
    char token[64];
    char text[64] = "";
    PROBE_CHECK(token_save("session", "4f1c-77") == 0);
    PROBE_CHECK(token_load("session", token, sizeof token) == 0 && strcmp(token, "4f1c-77") == 0);
    PROBE_CHECK(token_save("session", "b2") == 0);
    FILE *file = fopen("session", "r");
    PROBE_CHECK(file && fread(text, 1, sizeof text - 1, file) == 3 && strcmp(text, "b2\n") == 0);
    PROBE_CHECK(token_save("no-such-folder/session", "b2") == -1);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
