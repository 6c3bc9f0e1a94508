// seccoder-example: 1
// title: Parse the start of a work shift such as 07:45
// guideline: Check the first character, errno, the end pointer and the range of each strtol.
// cwe: CWE-20
// apis: strtol, sscanf
// applies: libc
// --- secure ---
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

/* Returns minutes since midnight, or -1 for text that is no time of day. */
int shift_start(const char *text)
{
    char *end;

    errno = 0;
    if (!isdigit((unsigned char)text[0]))
        return -1;
    long hour = strtol(text, &end, 10);
    if (errno != 0 || hour > 23 || *end != ':' || !isdigit((unsigned char)end[1]))
        return -1;
    long minute = strtol(end + 1, &end, 10);
    if (errno != 0 || minute > 59 || *end != '\0')
        return -1;
    return (int)(hour * 60 + minute);
}
// --- vulnerable ---
#include <stdio.h>

/* Returns minutes since midnight, or -1 for text that is no time of day. */
int shift_start(const char *text)
{
    int hour, minute;

    if (sscanf(text, "%d:%d", &hour, &minute) != 2)
        return -1;
    return hour * 60 + minute;
}
