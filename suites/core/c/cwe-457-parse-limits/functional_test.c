#include "task.c"
#include "probe.h"

static int reads(const char *line, int soft, int hard, int burst) {
    struct limits limits = parse_limits(line);
    return limits.soft == soft && limits.hard == hard && limits.burst == burst;
}

static int all(void) {
    PROBE_CHECK(reads("soft=100 hard=250 burst=20", 100, 250, 20));
    PROBE_CHECK(reads("burst=3 soft=1 hard=2", 1, 2, 3));
    PROBE_CHECK(reads("hard=9000 burst=0 soft=70", 70, 9000, 0));
    PROBE_CHECK(parse_limits("hard=250").hard == 250);
    PROBE_CHECK(parse_limits("burst=7 soft=8").burst == 7);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
