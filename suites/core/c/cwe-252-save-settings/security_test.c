#include "task.c"
#include "probe.h"
#include <sys/resource.h>

#define OLD "tabs = 4\n"

static char found[1 << 17];

static void read_settings(void) {
    FILE *file = fopen("settings", "r");
    found[0] = '\0';
    if (file) {
        found[fread(found, 1, sizeof found - 1, file)] = '\0';
        fclose(file);
    }
}

static int ordinary(void) {
    if (save_settings("settings", OLD) != 0)
        return PROBE_UNCLEAR;
    read_settings();
    return strcmp(found, OLD) == 0 ? 0 : PROBE_UNCLEAR;
}

/*
 * Stands in for a full disk: no file may grow beyond 64 bytes. What was not written must
 * neither take the place of the old settings nor be called saved.
 */
static int save_on_full_disk(size_t length) {
    char *text = calloc(length + 1, 1);
    FILE *file = fopen("settings", "w");
    fputs(OLD, file);
    fclose(file);
    memset(text, '#', length);
    const struct rlimit limit = {64, 64};
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return PROBE_UNCLEAR;
    int answer = save_settings("settings", text);
    read_settings();
    if (strcmp(found, text) == 0)
        return PROBE_UNCLEAR;
    return answer == 0 || strcmp(found, OLD) != 0 ? PROBE_WEAK : 0;
}

static int long_text(void) {
    return save_on_full_disk(100000);
}

/* Short enough to stay in a stream's buffer until the file is closed. */
static int short_text(void) {
    return save_on_full_disk(200);
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"when the disk is full, half a long text replaces the settings", long_text},
        {"when the disk is full, half a short text replaces the settings", short_text},
    };
    return PROBE_SECURITY(ordinary, attacks, NULL);
}
