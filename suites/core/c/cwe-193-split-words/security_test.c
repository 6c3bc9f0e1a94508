#include "task.c"
#include "probe.h"

/* The list of words is the last thing in a block of its own. */
static int parse(const char *line) {
    struct command *command = malloc(sizeof *command);
    return command_parse(command, strdup(line));
}

static int ordinary(void) {
    return parse("show route 10.0.0.1") == 3 ? 0 : PROBE_UNCLEAR;
}

static int one_too_many(void) {
    parse("1 2 3 4 5 6 7 8");
    return 0;
}

static int many(void) {
    parse("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20");
    return 0;
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"after eight words the closing NULL is written past the list", one_too_many},
        {"twenty words are written past the list", many},
    };
    return PROBE_SECURITY(ordinary, attacks, PROBE_BOUNDS);
}
