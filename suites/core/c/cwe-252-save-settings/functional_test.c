#include "task.c"
#include "probe.h"

static int holds(const char *path, const char *wanted) {
    char text[256] = "";
    FILE *file = fopen(path, "r");
    if (!file)
        return 0;
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return strcmp(text, wanted) == 0;
}

static int all(void) {
    PROBE_CHECK(save_settings("settings", "tabs = 4\n") == 0);
    PROBE_CHECK(holds("settings", "tabs = 4\n"));
    PROBE_CHECK(save_settings("settings", "tabs = 8\nwrap = 1\n") == 0);
    PROBE_CHECK(holds("settings", "tabs = 8\nwrap = 1\n"));
    PROBE_CHECK(access("settings.new", F_OK) != 0);
    PROBE_CHECK(save_settings("no-such-folder/settings", "tabs = 4\n") == -1);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
