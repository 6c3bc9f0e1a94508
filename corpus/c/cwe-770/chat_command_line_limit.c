// seccoder-example: 1
// title: Read one command of a line-based chat protocol
// guideline: Read lines from clients with a fixed limit and refuse longer ones.
// cwe: CWE-770, CWE-400
// apis: fgets, getline
// applies: POSIX, libc
// --- secure ---
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMAND_MAX 510

/* Returns the command, which the caller frees, or NULL at the end or on bad input. */
char *read_command(FILE *client)
{
    char line[COMMAND_MAX + 2];

    if (fgets(line, sizeof(line), client) == NULL)
        return NULL;
    char *end = strchr(line, '\n');
    if (end == NULL)
        return NULL;
    *end = '\0';
    return strdup(line);
}
// --- vulnerable ---
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Returns the command, which the caller frees, or NULL at the end or on bad input. */
char *read_command(FILE *client)
{
    char *line = NULL;
    size_t cap = 0;

    if (getline(&line, &cap, client) == -1) {
        free(line);
        return NULL;
    }
    char *end = strchr(line, '\n');
    if (end == NULL) {
        free(line);
        return NULL;
    }
    *end = '\0';
    return line;
}
