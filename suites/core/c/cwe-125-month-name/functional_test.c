#include "task.c"
#include "probe.h"

static int all(void) {
    PROBE_CHECK(strcmp(month_name(1), "January") == 0);
    PROBE_CHECK(strcmp(month_name(2), "February") == 0);
    PROBE_CHECK(strcmp(month_name(9), "September") == 0);
    PROBE_CHECK(strcmp(month_name(12), "December") == 0);
    PROBE_CHECK(strcmp(month_name(month_of("24.7.")), "July") == 0);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
