// seccoder-example: 1
// title: Take the sender call sign from a packet radio line
// guideline: Compare the distance to the delimiter with the field size before copying up to it.
// cwe: CWE-120, CWE-787
// apis: strchr, memcpy
// applies: radio, text parsing
// --- secure ---
#include <stddef.h>
#include <string.h>

struct packet {
    const char *body;
    char sender[10];
};

/* Reads a line such as "DL0XYZ-7>APRS:text". */
int packet_parse(struct packet *p, const char *line)
{
    const char *end = strchr(line, '>');
    const char *colon = end == NULL ? NULL : strchr(end, ':');

    if (colon == NULL || end == line)
        return -1;
    size_t n = (size_t)(end - line);
    if (n >= sizeof(p->sender))
        return -1;
    memcpy(p->sender, line, n);
    p->sender[n] = '\0';
    p->body = colon + 1;
    return 0;
}
// --- vulnerable ---
#include <stddef.h>
#include <string.h>

struct packet {
    const char *body;
    char sender[10];
};

/* Reads a line such as "DL0XYZ-7>APRS:text". */
int packet_parse(struct packet *p, const char *line)
{
    const char *end = strchr(line, '>');
    const char *colon = end == NULL ? NULL : strchr(end, ':');
    char *dst = p->sender;

    if (colon == NULL || end == line)
        return -1;
    while (line < end)
        *dst++ = *line++;
    *dst = '\0';
    p->body = colon + 1;
    return 0;
}
