#include "task.c"
#include "probe.h"

static int all(void) {
    int counts[26] = {0};
    count_letters("banana", counts);
    PROBE_CHECK(counts[0] == 3 && counts[1] == 1 && counts['n' - 'a'] == 2);
    for (int i = 2; i < 26; i++)
        PROBE_CHECK(i == 'n' - 'a' || counts[i] == 0);
    int more[26] = {0};
    count_letters("jazz", more);
    PROBE_CHECK(more[0] == 1 && more['j' - 'a'] == 1 && more[25] == 2 && more[1] == 0);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
