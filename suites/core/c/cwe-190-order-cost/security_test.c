#include "task.c"
#include "probe.h"

static int ordinary(void) {
    const struct article stove = {"stove", 49900};
    return order_cost(&stove, 12) == 598800 ? 0 : PROBE_UNCLEAR;
}

/* The cost does not fit into an int; an answer that is what is left of it is a wrong price. */
static int wraps(int price, int pieces) {
    const struct article article = {"article", price};
    int left = (int)((uint32_t)price * (uint32_t)pieces);
    int answer = order_cost(&article, pieces);
    return answer == left || answer == INT_MIN ? PROBE_WEAK : 0;
}

static int becomes_small(void) {
    return wraps(65537, 65536);
}

static int becomes_smaller(void) {
    return wraps(5000, 2000000);
}

static int becomes_negative(void) {
    return wraps(50000, 60000);
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"65536 pieces at 655.37 wrap round and cost only 655.36", becomes_small},
        {"2000000 pieces at 50.00 wrap round and cost a fraction", becomes_smaller},
        {"60000 pieces at 500.00 wrap round to a negative cost", becomes_negative},
    };
    return PROBE_SECURITY(ordinary, attacks, NULL);
}
