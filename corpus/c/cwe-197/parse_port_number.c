// seccoder-example: 1
// title: Parse a TCP port number from text
// guideline: Range-check a parsed long before narrowing it to a smaller integer type.
// cwe: CWE-197
// apis: strtol
// applies: libc, command line, network
// --- secure ---
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

int parse_port(const char *text, uint16_t *port)
{
    char *end;

    errno = 0;
    long v = strtol(text, &end, 10);
    if (end == text || *end != '\0' || errno == ERANGE)
        return -1;
    if (v < 1 || v > UINT16_MAX)
        return -1;
    *port = (uint16_t)v;
    return 0;
}
// --- vulnerable ---
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

int parse_port(const char *text, uint16_t *port)
{
    char *end;

    errno = 0;
    long v = strtol(text, &end, 10);
    if (end == text || *end != '\0' || errno == ERANGE)
        return -1;
    *port = (uint16_t)v;
    return 0;
}
