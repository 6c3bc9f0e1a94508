#include "task.c"
#include "probe.h"

#include <sys/stat.h>

static int put(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    return file && fputs(text, file) >= 0 && fclose(file) == 0;
}

static int holds(const char *name, const char *wanted) {
    char text[64] = "";
    FILE *page = open_page(name);
    if (!page)
        return 0;
    text[fread(text, 1, sizeof text - 1, page)] = '\0';
    return strcmp(text, wanted) == 0;
}

static int all(void) {
    PROBE_CHECK(mkdir("pages", 0755) == 0);
    PROBE_CHECK(put("pages/index.html", "<h1>Hello</h1>") && put("pages/about.html", "us"));
    PROBE_CHECK(holds("index.html", "<h1>Hello</h1>"));
    PROBE_CHECK(holds("about.html", "us"));
    PROBE_CHECK(open_page("missing.html") == NULL);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
