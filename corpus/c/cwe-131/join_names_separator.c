// seccoder-example: 1
// title: Join names into one new string with a separator
// guideline: Add up the sizes of exactly the pieces that will be copied, separators included.
// cwe: CWE-131, CWE-122
// apis: malloc, mempcpy
// applies: libc, text output
// --- secure ---
#define _GNU_SOURCE
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* The caller frees the result. */
char *join_names(const char *const *name, size_t count, const char *separator)
{
    size_t gap = strlen(separator), size = 1;

    for (size_t i = 0; i < count; i++) {
        if (__builtin_add_overflow(size, strlen(name[i]), &size) ||
            __builtin_add_overflow(size, gap, &size))
            return NULL;
    }
    char *out = malloc(size), *p = out;
    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            p = mempcpy(p, separator, gap);
        p = mempcpy(p, name[i], strlen(name[i]));
    }
    *p = '\0';
    return out;
}
// --- vulnerable ---
#define _GNU_SOURCE
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* The caller frees the result. */
char *join_names(const char *const *name, size_t count, const char *separator)
{
    size_t gap = strlen(separator), size = 1;

    for (size_t i = 0; i < count; i++) {
        if (__builtin_add_overflow(size, strlen(name[i]), &size) ||
            __builtin_add_overflow(size, 1, &size))
            return NULL;
    }
    char *out = malloc(size), *p = out;
    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            p = mempcpy(p, separator, gap);
        p = mempcpy(p, name[i], strlen(name[i]));
    }
    *p = '\0';
    return out;
}
