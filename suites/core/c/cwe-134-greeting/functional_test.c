#include "task.c"
#include "probe.h"

static int greets(const char *greeting, const char *member, const char *wanted) {
    char text[512] = "";
    struct board board;
    FILE *out = fmemopen(text, sizeof text, "w");
    board_open(&board, "Chess", greeting);
    greet(out, &board, member);
    fclose(out);
    return strcmp(text, wanted) == 0;
}

static int all(void) {
    PROBE_CHECK(greets("Welcome back, %s!", "anna", "Welcome back, anna!\n"));
    PROBE_CHECK(greets("%s is here", "Bob B.", "Bob B. is here\n"));
    PROBE_CHECK(greets("Play on, %s", "c", "Play on, c\n"));
    PROBE_CHECK(greets("Good evening.", "anna", "Good evening.\n"));
    return 0;
}

int main(void) {
    return probe_functional(all);
}
