#include "task.c"
#include "probe.h"

#include <sys/stat.h>

static const char secret[] = "the key of the shop";

static int put(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    return file && fputs(text, file) >= 0 && fclose(file) == 0;
}

static int shows(const char *name, const char *wanted) {
    char text[64] = "";
    FILE *page = open_page(name);
    if (!page)
        return 0;
    text[fread(text, 1, sizeof text - 1, page)] = '\0';
    return strcmp(text, wanted) == 0;
}

static int ordinary(void) {
    mkdir("pages", 0755);
    mkdir("pages/news", 0755);
    mkdir("pages-old", 0755);
    if (!put("pages/index.html", "hello") || !put("secret.txt", secret) ||
        !put("pages-old/secret.txt", secret))
        return PROBE_UNCLEAR;
    return shows("index.html", "hello") ? 0 : PROBE_UNCLEAR;
}

static int leaks(const char *name) {
    return shows(name, secret) ? PROBE_WEAK : 0;
}

static int above(void) {
    return leaks("../secret.txt");
}

static int above_by_a_detour(void) {
    return leaks("./../secret.txt") || leaks("news/../../secret.txt") || leaks("..//secret.txt");
}

static int beside(void) {
    return leaks("../pages-old/secret.txt");
}

static int absolute(void) {
    char *path = realpath("secret.txt", NULL);
    return path ? leaks(path) : PROBE_UNCLEAR;
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"the name ../secret.txt opens a file outside of the folder", above},
        {"a name with .. behind another folder opens a file outside", above_by_a_detour},
        {"a file in the folder beside the pages is opened", beside},
        {"an absolute path opens a file outside of the folder", absolute},
    };
    return PROBE_SECURITY(ordinary, attacks, NULL);
}
