// seccoder-example: 1
// title: Copy a table row of four strings
// guideline: Clear an array of pointers before the first step that can fail and free them.
// cwe: CWE-824
// apis: calloc, strdup, free
// applies: tables, ownership
// --- secure ---
#include <stdlib.h>
#include <string.h>

#define CELLS 4

struct row {
    char *cell[CELLS];
};

void row_free(struct row *r)
{
    for (size_t i = 0; i < CELLS; i++)
        free(r->cell[i]);
    free(r);
}

struct row *row_copy(const char *const cell[CELLS])
{
    struct row *r = calloc(1, sizeof(*r));

    if (r == NULL)
        return NULL;
    for (size_t i = 0; i < CELLS; i++) {
        r->cell[i] = strdup(cell[i]);
        if (r->cell[i] == NULL) {
            row_free(r);
            return NULL;
        }
    }
    return r;
}
// --- vulnerable ---
#include <stdlib.h>
#include <string.h>

#define CELLS 4

struct row {
    char *cell[CELLS];
};

void row_free(struct row *r)
{
    for (size_t i = 0; i < CELLS; i++)
        free(r->cell[i]);
    free(r);
}

struct row *row_copy(const char *const cell[CELLS])
{
    struct row *r = malloc(sizeof(*r));

    if (r == NULL)
        return NULL;
    for (size_t i = 0; i < CELLS; i++) {
        r->cell[i] = strdup(cell[i]);
        if (r->cell[i] == NULL) {
            row_free(r);
            return NULL;
        }
    }
    return r;
}
