#include "task.c"
#include "probe.h"

static int ordinary(void) {
    char address[] = "ida@firm.example";
    const char *host = mail_host(address);
    return host && strcmp(host, "firm.example") == 0 ? 0 : PROBE_UNCLEAR;
}

/* A null pointer with something added to it is neither a text nor the answer "none". */
static int made_from_null(const char *text) {
    char address[64];
    snprintf(address, sizeof address, "%s", text);
    size_t host = (size_t)mail_host(address);
    return host > 0 && host < 4096 ? PROBE_WEAK : 0;
}

static int no_sign(void) {
    return made_from_null("ida");
}

static int empty(void) {
    return made_from_null("");
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"an address without @ ends in a null pointer", no_sign},
        {"an empty address ends in a null pointer", empty},
    };
    return PROBE_SECURITY(ordinary, attacks, PROBE_NULL);
}
