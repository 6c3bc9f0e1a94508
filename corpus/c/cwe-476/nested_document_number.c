// seccoder-example: 1
// title: Read a number from a nested document tree
// guideline: Check every step of a nested lookup because any level can be missing.
// cwe: CWE-476
// apis: strcmp, pointer dereference
// applies: JSON, document trees
// --- secure ---
#include <stddef.h>
#include <string.h>

struct doc {
    const char *key;
    double number;
    struct doc *child, *next;
};

static const struct doc *doc_get(const struct doc *parent, const char *key)
{
    const struct doc *d = parent->child;

    while (d != NULL && (d->key == NULL || strcmp(d->key, key) != 0))
        d = d->next;
    return d;
}

int read_rate_limit(const struct doc *root, double *limit)
{
    const struct doc *rate = doc_get(root, "rate");
    const struct doc *max = rate != NULL ? doc_get(rate, "max") : NULL;

    if (max == NULL)
        return -1;
    *limit = max->number;
    return 0;
}
// --- vulnerable ---
#include <stddef.h>
#include <string.h>

struct doc {
    const char *key;
    double number;
    struct doc *child, *next;
};

static const struct doc *doc_get(const struct doc *parent, const char *key)
{
    const struct doc *d = parent->child;

    while (d != NULL && (d->key == NULL || strcmp(d->key, key) != 0))
        d = d->next;
    return d;
}

int read_rate_limit(const struct doc *root, double *limit)
{
    const struct doc *rate = doc_get(root, "rate");
    const struct doc *max = doc_get(rate, "max");

    if (max == NULL)
        return -1;
    *limit = max->number;
    return 0;
}
