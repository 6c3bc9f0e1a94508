#include "task.c"
#include "probe.h"

static int put(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    return file && fputs(text, file) >= 0 && fclose(file) == 0;
}

static int reads(const char *path, const char *wanted) {
    char *text = spool_read(path);
    return text && strcmp(text, wanted) == 0;
}

static int all(void) {
    char *large = calloc(20001, 1);
    memset(large, 'm', 20000);
    PROBE_CHECK(put("mail-1", "From: anna\n\nHello\n") && reads("mail-1", "From: anna\n\nHello\n"));
    PROBE_CHECK(put("mail-2", "") && reads("mail-2", ""));
    PROBE_CHECK(put("mail-3", large) && reads("mail-3", large));
    PROBE_CHECK(mkdir("folder", 0700) == 0 && spool_read("folder") == NULL);
    PROBE_CHECK(symlink("mail-1", "link") == 0 && spool_read("link") == NULL);
    PROBE_CHECK(spool_read("missing") == NULL);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
