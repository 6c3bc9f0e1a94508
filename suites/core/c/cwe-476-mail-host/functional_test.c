#include "task.c"
#include "probe.h"

static int all(void) {
    char address[] = "ida@firm.example";
    char other[] = "x.y+z@h";
    const char *host = mail_host(address);
    PROBE_CHECK(host && strcmp(host, "firm.example") == 0);
    host = mail_host(other);
    PROBE_CHECK(host && strcmp(host, "h") == 0);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
