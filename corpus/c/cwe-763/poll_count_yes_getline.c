// seccoder-example: 1
// title: Count the answers "yes" in a poll file with getline
// guideline: Free the pointer that the allocator returned; move only a second one through the text.
// cwe: CWE-763, CWE-761
// apis: getline, free
// applies: libc, text parsing
// --- secure ---
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* One answer on each line. Returns -1 when the file cannot be read. */
long count_yes(FILE *in)
{
    char *line = NULL;
    size_t cap = 0;
    long yes = 0;

    while (getline(&line, &cap, in) != -1) {
        line[strcspn(line, "\r\n")] = '\0';
        const char *answer = line + strspn(line, " \t");
        if (strcasecmp(answer, "yes") == 0)
            yes++;
    }
    if (!feof(in))
        yes = -1;
    free(line);
    return yes;
}
// --- vulnerable ---
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* One answer on each line. Returns -1 when the file cannot be read. */
long count_yes(FILE *in)
{
    char *line = NULL;
    size_t cap = 0;
    long yes = 0;

    while (getline(&line, &cap, in) != -1) {
        line[strcspn(line, "\r\n")] = '\0';
        line += strspn(line, " \t");
        if (strcasecmp(line, "yes") == 0)
            yes++;
    }
    if (!feof(in))
        yes = -1;
    free(line);
    return yes;
}
