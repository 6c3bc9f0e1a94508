#include "task.c"
#include "probe.h"

static int all(void) {
    const struct person people[] = {
        {"Ida", "ida@firm.example", NULL},
        {"Max", "max@firm.example", "Ida"},
        {"Lea", "lea@firm.example", "Max"},
        {"Tom", "tom@firm.example", "Max"},
    };
    const struct staff staff = {people, 4};
    PROBE_CHECK(strcmp(lead_mail(&staff, "Max"), "ida@firm.example") == 0);
    PROBE_CHECK(strcmp(lead_mail(&staff, "Lea"), "max@firm.example") == 0);
    PROBE_CHECK(strcmp(lead_mail(&staff, "Tom"), "max@firm.example") == 0);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
