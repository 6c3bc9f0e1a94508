#include "task.c"
#include "probe.h"

static void log_long(size_t user_length, size_t host_length) {
    char *user = calloc(user_length + 1, 1);
    char *host = calloc(host_length + 1, 1);
    FILE *log = fopen("/dev/null", "w");
    memset(user, 'u', user_length);
    memset(host, 'h', host_length);
    log_event(log, EVENT_LOGIN, user, host);
}

static int ordinary(void) {
    char text[256] = "";
    FILE *log = fmemopen(text, sizeof text, "w");
    log_event(log, EVENT_LOGIN, "anna", "reed");
    fclose(log);
    return strcmp(text, "login anna@reed\n") == 0 ? 0 : PROBE_UNCLEAR;
}

static int long_user(void) {
    log_long(300, 4);
    return 0;
}

static int long_host(void) {
    log_long(4, 3000);
    return 0;
}

/* "login ", 36 and 37 letters and "@" make 80 characters: no room for the final NUL. */
static int exact_fit(void) {
    log_long(36, 37);
    return 0;
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"a long user name is written past the line", long_user},
        {"a long host name is written past the line", long_host},
        {"a line of exactly 80 characters is written past its array", exact_fit},
    };
    return PROBE_SECURITY(ordinary, attacks, PROBE_BOUNDS);
}
