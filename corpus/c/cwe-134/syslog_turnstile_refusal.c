// seccoder-example: 1
// title: Log a refused badge at a turnstile with syslog
// guideline: Give syslog a constant format and pass text from outside as its argument.
// cwe: CWE-134
// apis: syslog
// applies: libc, syslog
// --- secure ---
#include <ctype.h>
#include <stddef.h>
#include <syslog.h>

/* Control characters are masked, so that a badge cannot begin a log line of its own. */
void log_refused_badge(int gate, const char *badge)
{
    char shown[64];
    size_t n = 0;

    for (; badge[n] != '\0' && n < sizeof(shown) - 1; n++)
        shown[n] = isprint((unsigned char)badge[n]) ? badge[n] : '?';
    shown[n] = '\0';
    syslog(LOG_AUTH | LOG_NOTICE, "gate %d refused badge %s", gate, shown);
}
// --- vulnerable ---
#include <ctype.h>
#include <stddef.h>
#include <stdio.h>
#include <syslog.h>

/* Control characters are masked, so that a badge cannot begin a log line of its own. */
void log_refused_badge(int gate, const char *badge)
{
    char shown[64];
    char line[128];
    size_t n = 0;

    for (; badge[n] != '\0' && n < sizeof(shown) - 1; n++)
        shown[n] = isprint((unsigned char)badge[n]) ? badge[n] : '?';
    shown[n] = '\0';
    snprintf(line, sizeof(line), "gate %d refused badge %s", gate, shown);
    syslog(LOG_AUTH | LOG_NOTICE, line);
}
