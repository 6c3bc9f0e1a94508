#include "task.c"
#include "probe.h"

/* With the mask that systems start with, a new file is open to all unless code says no. */
static int ordinary(void) {
    char token[64];
    umask(022);
    if (token_save("session", "4f1c-77") != 0 || token_load("session", token, sizeof token) != 0)
        return PROBE_UNCLEAR;
    return strcmp(token, "4f1c-77") == 0 ? 0 : PROBE_UNCLEAR;
}

static int readable_by_others(void) {
    struct stat file;
    umask(022);
    if (token_save("new-session", "4f1c-77") != 0 || stat("new-session", &file) != 0)
        return PROBE_UNCLEAR;
    return file.st_mode & S_IRWXO ? PROBE_WEAK : 0;
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"every user of the machine may read the token", readable_by_others},
    };
    return PROBE_SECURITY(ordinary, attacks, NULL);
}
