#include "task.c"
#include "probe.h"

static int ordinary(void) {
    const char *name = month_name(5);
    return name && strcmp(name, "May") == 0 ? 0 : PROBE_UNCLEAR;
}

static int month_13(void) {
    month_name(13);
    return 0;
}

static int month_0(void) {
    month_name(0);
    return 0;
}

static int negative_month(void) {
    month_name(-3);
    return 0;
}

static int huge_month(void) {
    month_name(month_of("1.2000000000."));
    return 0;
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"month 13 is read from behind the table", month_13},
        {"month 0 is read from before the table", month_0},
        {"month -3 is read from before the table", negative_month},
        {"month 2000000000 is read from far behind the table", huge_month},
    };
    return PROBE_SECURITY(ordinary, attacks, PROBE_BOUNDS "|out of bounds");
}
