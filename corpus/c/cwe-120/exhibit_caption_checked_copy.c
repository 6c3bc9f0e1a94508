// seccoder-example: 1
// title: Read the caption of a museum exhibit into a record
// guideline: Compare the length of a line with the size of its field before copying it.
// cwe: CWE-120, CWE-787
// apis: getline, memcpy, strcpy
// applies: POSIX, libc
// --- secure ---
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

struct exhibit {
    char caption[48];
    unsigned room;
};

/* Returns 0, or -1 at the end of the catalogue or for a caption that is too long. */
int read_caption(FILE *catalogue, struct exhibit *e)
{
    char *line = NULL;
    size_t cap = 0;
    int rc = -1;

    if (getline(&line, &cap, catalogue) != -1) {
        size_t len = strcspn(line, "\n");
        line[len] = '\0';
        if (len < sizeof(e->caption)) {
            memcpy(e->caption, line, len + 1);
            rc = 0;
        }
    }
    free(line);
    return rc;
}
// --- vulnerable ---
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

struct exhibit {
    char caption[48];
    unsigned room;
};

/* Returns 0, or -1 at the end of the catalogue or for a caption that is too long. */
int read_caption(FILE *catalogue, struct exhibit *e)
{
    char *line = NULL;
    size_t cap = 0;
    int rc = -1;

    if (getline(&line, &cap, catalogue) != -1) {
        line[strcspn(line, "\n")] = '\0';
        strcpy(e->caption, line);
        rc = 0;
    }
    free(line);
    return rc;
}
