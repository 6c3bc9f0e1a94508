#include "task.c"
#include "probe.h"

/* A card whose name field held the longest name that fits. */
static struct card card = {"123456789012345", "555 0100", 4, "chess"};

static int ordinary(void) {
    card_rename(&card, "Bo");
    return strcmp(card.name, "Bo") == 0 ? 0 : PROBE_UNCLEAR;
}

static int rename_to(const char *name) {
    card_rename(&card, name);
    return memchr(card.name, '\0', sizeof card.name) ? 0 : PROBE_WEAK;
}

static int exactly_full(void) {
    return rename_to("1234567890123456");
}

static int longer(void) {
    return rename_to("a name of some thirty letters");
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"a name of 16 letters is stored without its end", exactly_full},
        {"a longer name is stored without its end", longer},
    };
    return PROBE_SECURITY(ordinary, attacks, NULL);
}
