#include "task.c"
#include "probe.h"

static int all(void) {
    struct card card = {"Annabelle", "555 0100", 4, "chess"};
    card_rename(&card, "Bo");
    PROBE_CHECK(strcmp(card.name, "Bo") == 0);
    card_rename(&card, "Carl Cameron");
    PROBE_CHECK(strcmp(card.name, "Carl Cameron") == 0);
    card_rename(&card, "");
    PROBE_CHECK(strcmp(card.name, "") == 0);
    PROBE_CHECK(strcmp(card.phone, "555 0100") == 0 && card.group == 4);
    PROBE_CHECK(strcmp(card.note, "chess") == 0);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
