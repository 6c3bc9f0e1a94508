#include "task.c"
#include "probe.h"

/* Logs one event and tells whether the log then holds exactly this text. */
static int logs(enum event event, const char *user, const char *host, const char *wanted) {
    char text[256] = "";
    FILE *log = fmemopen(text, sizeof text, "w");
    log_event(log, event, user, host);
    fclose(log);
    return strcmp(text, wanted) == 0;
}

static int all(void) {
    PROBE_CHECK(logs(EVENT_LOGIN, "anna", "reed", "login anna@reed\n"));
    PROBE_CHECK(logs(EVENT_LOGOUT, "b", "host.example", "logout b@host.example\n"));
    PROBE_CHECK(logs(EVENT_REFUSED, "carl", "10.0.0.7", "refused carl@10.0.0.7\n"));
    return 0;
}

int main(void) {
    return probe_functional(all);
}
