#include "task.c"
#include "probe.h"

static int all(void) {
    PROBE_CHECK(request_gap_ms("30/5") == 166);
    PROBE_CHECK(request_gap_ms("1/60") == 60000);
    PROBE_CHECK(request_gap_ms("1000/1") == 1);
    PROBE_CHECK(request_gap_ms("10/10") == 1000);
    PROBE_CHECK(request_gap_ms("often") == -1);
    PROBE_CHECK(request_gap_ms("") == -1);
    PROBE_CHECK(request_gap_ms("30") == -1);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
