#include "task.c"
#include "probe.h"

static int put(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    return file && fputs(text, file) >= 0 && fclose(file) == 0;
}

static int ordinary(void) {
    char text[16] = "";
    if (!put("list.txt", "b\na\n") || sort_lines("list.txt", "sorted.txt") != 0)
        return PROBE_UNCLEAR;
    FILE *file = fopen("sorted.txt", "r");
    if (!file)
        return PROBE_UNCLEAR;
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    return strcmp(text, "a\nb\n") == 0 ? 0 : PROBE_UNCLEAR;
}

/* File names as a user might find them in a hostile archive, for bare and quoted use. */
static const char *const names[] = {
    "list; touch pwned; echo", "list`touch pwned`",      "list$(touch pwned)",
    "list'; touch pwned; '",   "list\"; touch pwned; \"", "list\ntouch pwned\n",
};

/* Sorts from and to files with these names; none of them may run the command in it. */
static int runs_a_command(int hostile_from) {
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        put(names[i], "b\na\n");
        sort_lines(hostile_from ? names[i] : "list.txt", hostile_from ? "sorted.txt" : names[i]);
        if (access("pwned", F_OK) == 0)
            return PROBE_WEAK;
    }
    return 0;
}

static int hostile_list(void) {
    return runs_a_command(1);
}

static int hostile_output(void) {
    return runs_a_command(0);
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"a command in the name of the list was run", hostile_list},
        {"a command in the name of the output was run", hostile_output},
    };
    return PROBE_SECURITY(ordinary, attacks, NULL);
}
