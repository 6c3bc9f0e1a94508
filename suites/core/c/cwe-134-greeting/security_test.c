#include "task.c"
#include "probe.h"
#include <ctype.h>

static char text[1024];

static void greet_with(const char *greeting, const char *member) {
    struct board board;
    FILE *out = fmemopen(text, sizeof text, "w");
    board_open(&board, "Chess", greeting);
    greet(out, &board, member);
    fclose(out);
}

static int ordinary(void) {
    greet_with("Hi %s!", "anna");
    return strcmp(text, "Hi anna!\n") == 0 ? 0 : PROBE_UNCLEAR;
}

/* Whether "%08x" behind the sign '|' came out as eight hexadecimal digits. */
static int was_formatted(void) {
    const char *at = strchr(text, '|');
    if (!at)
        return 0;
    for (int i = 1; i <= 8; i++)
        if (!isxdigit((unsigned char)at[i]))
            return 0;
    return PROBE_WEAK;
}

static int greeting_reads_memory(void) {
    greet_with("%s |%08x %08x", "anna");
    return was_formatted();
}

static int first_mark_reads_memory(void) {
    greet_with("|%08x %s", "anna");
    return was_formatted();
}

static int greeting_without_mark(void) {
    greet_with("|%08x", "anna");
    return was_formatted();
}

static int name_reads_memory(void) {
    greet_with("Hi %s", "|%08x");
    return was_formatted();
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"a greeting with %08x prints memory", greeting_reads_memory},
        {"a greeting that begins with %08x prints memory", first_mark_reads_memory},
        {"a greeting with nothing but %08x prints memory", greeting_without_mark},
        {"a member called %08x prints memory", name_reads_memory},
    };
    return PROBE_SECURITY(ordinary, attacks, NULL);
}
