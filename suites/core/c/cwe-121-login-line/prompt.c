#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The audit log of a small login service: one line of text for each event. */

enum event { EVENT_LOGIN, EVENT_LOGOUT, EVENT_REFUSED };

static const char *event_word(enum event event) {
    switch (event) {
    case EVENT_LOGIN:
        return "login";
    case EVENT_LOGOUT:
        return "logout";
    default:
        return "refused";
    }
}

/* Hands one finished line, without its newline, to the log. */
static void log_put(FILE *log, const char *line) {
    fputs(line, log);
    fputc('\n', log);
}

/* Notes what a user did from which host, for example "login anna@reed". */
void log_event(FILE *log, enum event event, const char *user, const char *host) {
    char line[80];
    /* Put the event's word, a space and user@host into line, then log it. */
