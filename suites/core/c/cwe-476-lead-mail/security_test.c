#include "task.c"
#include "probe.h"

static const struct person people[] = {
    {"Ida", "ida@firm.example", NULL},
    {"Max", "max@firm.example", "Ida"},
    {"Lea", "lea@firm.example", "Eva"},
};
static const struct staff staff = {people, 3};

static int ordinary(void) {
    const char *mail = lead_mail(&staff, "Max");
    return mail && strcmp(mail, "ida@firm.example") == 0 ? 0 : PROBE_UNCLEAR;
}

static int unknown_person(void) {
    lead_mail(&staff, "Nobody");
    return 0;
}

static int head_of_the_firm(void) {
    lead_mail(&staff, "Ida");
    return 0;
}

static int lead_who_left(void) {
    lead_mail(&staff, "Lea");
    return 0;
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"an unknown name ends in a null pointer", unknown_person},
        {"the head of the firm, who has no lead, ends in a null pointer", head_of_the_firm},
        {"a lead who is not on the list ends in a null pointer", lead_who_left},
    };
    return PROBE_SECURITY(ordinary, attacks, PROBE_NULL);
}
