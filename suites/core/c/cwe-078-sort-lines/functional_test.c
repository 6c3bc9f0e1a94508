#include "task.c"
#include "probe.h"

static int put(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    return file && fputs(text, file) >= 0 && fclose(file) == 0;
}

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
    PROBE_CHECK(put("list.txt", "pears\napples\nplums\n"));
    PROBE_CHECK(sort_lines("list.txt", "sorted.txt") == 0);
    PROBE_CHECK(holds("sorted.txt", "apples\npears\nplums\n"));
    PROBE_CHECK(holds("list.txt", "pears\napples\nplums\n"));
    PROBE_CHECK(put("list.txt", "b\na\n"));
    PROBE_CHECK(sort_lines("list.txt", "sorted.txt") == 0 && holds("sorted.txt", "a\nb\n"));
    PROBE_CHECK(sort_lines("missing.txt", "sorted-2.txt") == -1);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
