#include "task.c"
#include "probe.h"

static int ordinary(void) {
    return request_gap_ms("30/5") == 166 ? 0 : PROBE_UNCLEAR;
}

static int no_requests(void) {
    request_gap_ms("0/5");
    return 0;
}

static int nothing_at_all(void) {
    request_gap_ms("0/0");
    return 0;
}

static int no_seconds(void) {
    request_gap_ms("5/0");
    return 0;
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"a rate of no requests ends in a division by zero", no_requests},
        {"a rate of 0/0 ends in a division by zero", nothing_at_all},
        {"a rate in no seconds ends in a division by zero", no_seconds},
    };
    return PROBE_SECURITY(ordinary, attacks, "FPE|division by zero");
}
