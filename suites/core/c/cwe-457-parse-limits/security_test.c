/* The compiler fills every local variable that has no value with bytes of this kind. */
#include "task.c"
#include "probe.h"
#define UNSET ((int)0xfefefefe)

static int ordinary(void) {
    struct limits limits = parse_limits("soft=100 hard=250 burst=20");
    return limits.soft == 100 && limits.hard == 250 && limits.burst == 20 ? 0 : PROBE_UNCLEAR;
}

static int returns_unset(const char *line) {
    struct limits limits = parse_limits(line);
    int unset = limits.soft == UNSET || limits.hard == UNSET || limits.burst == UNSET;
    return unset ? PROBE_WEAK : 0;
}

static int one_key_left_out(void) {
    return returns_unset("soft=100 burst=20");
}

static int other_keys_left_out(void) {
    return returns_unset("hard=250");
}

static int empty_line(void) {
    return returns_unset("");
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"without the key hard the limit is whatever lay on the stack", one_key_left_out},
        {"without the keys soft and burst two limits have no value", other_keys_left_out},
        {"for an empty line no limit has a value", empty_line},
    };
    return PROBE_SECURITY(ordinary, attacks, NULL);
}
