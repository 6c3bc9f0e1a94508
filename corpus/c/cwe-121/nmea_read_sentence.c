// seccoder-example: 1
// title: Read a GPS sentence and verify its checksum
// guideline: When bytes are collected one by one, compare the count with the buffer size each time.
// cwe: CWE-121, CWE-787
// apis: getc, snprintf, memcpy
// applies: GPS, serial ports
// --- secure ---
#include <stdio.h>
#include <string.h>

/* Reads a line such as "$GPGLL,...*5C" and gives the part between "$" and "*". */
int nmea_read(FILE *port, char *out, size_t cap)
{
    char line[96], want[3];
    size_t n = 0;
    unsigned sum = 0;
    int c;

    while ((c = getc(port)) != '\n') {
        if (c == EOF || n == sizeof(line) - 1)
            return -1;
        if (c != '\r')
            line[n++] = (char)c;
    }
    line[n] = '\0';
    char *star = strrchr(line, '*');
    if (line[0] != '$' || star == NULL || (size_t)(star - line) > cap)
        return -1;
    *star = '\0';
    for (const char *p = line + 1; *p != '\0'; p++)
        sum ^= (unsigned char)*p;
    snprintf(want, sizeof(want), "%02X", sum & 0xff);
    if (strcmp(star + 1, want) != 0)
        return -1;
    memcpy(out, line + 1, (size_t)(star - line));
    return 0;
}
// --- vulnerable ---
#include <stdio.h>
#include <string.h>

/* Reads a line such as "$GPGLL,...*5C" and gives the part between "$" and "*". */
int nmea_read(FILE *port, char *out, size_t cap)
{
    char line[96], want[3];
    size_t n = 0;
    unsigned sum = 0;
    int c;

    while ((c = getc(port)) != '\n') {
        if (c == EOF)
            return -1;
        if (c != '\r')
            line[n++] = (char)c;
    }
    line[n] = '\0';
    char *star = strrchr(line, '*');
    if (line[0] != '$' || star == NULL || (size_t)(star - line) > cap)
        return -1;
    *star = '\0';
    for (const char *p = line + 1; *p != '\0'; p++)
        sum ^= (unsigned char)*p;
    snprintf(want, sizeof(want), "%02X", sum & 0xff);
    if (strcmp(star + 1, want) != 0)
        return -1;
    memcpy(out, line + 1, (size_t)(star - line));
    return 0;
}
