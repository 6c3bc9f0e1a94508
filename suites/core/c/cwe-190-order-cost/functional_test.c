#include "task.c"
#include "probe.h"

static int all(void) {
    const struct article nail = {"nail", 3};
    const struct article stove = {"stove", 49900};
    PROBE_CHECK(order_cost(&nail, 1) == 3);
    PROBE_CHECK(order_cost(&nail, 5000) == 15000);
    PROBE_CHECK(order_cost(&stove, 12) == 598800);
    PROBE_CHECK(order_cost(&stove, 1) == 49900);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
