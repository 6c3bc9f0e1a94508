// seccoder-example: 1
// title: Replace every mark in a text with a value
// guideline: Count all occurrences and size the result for them before copying into the heap block.
// cwe: CWE-122, CWE-131
// apis: malloc, strstr, memcpy
// applies: text templates, strings
// --- secure ---
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

char *replace_all(const char *text, const char *mark, const char *value)
{
    size_t m = strlen(mark), v = strlen(value);
    size_t hits = 0, size;
    const char *hit;

    if (m == 0)
        return NULL;
    for (hit = text; (hit = strstr(hit, mark)) != NULL; hit += m)
        hits++;
    if (__builtin_mul_overflow(hits, v, &size) ||
        __builtin_add_overflow(size, strlen(text) - hits * m + 1, &size))
        return NULL;
    char *out = malloc(size), *dst = out;
    if (out == NULL)
        return NULL;
    while ((hit = strstr(text, mark)) != NULL) {
        memcpy(dst, text, (size_t)(hit - text));
        dst += hit - text;
        memcpy(dst, value, v);
        dst += v;
        text = hit + m;
    }
    memcpy(dst, text, strlen(text) + 1);
    return out;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

char *replace_all(const char *text, const char *mark, const char *value)
{
    size_t m = strlen(mark), v = strlen(value);
    const char *hit;

    if (m == 0)
        return NULL;
    char *out = malloc(strlen(text) + v + 1), *dst = out;
    if (out == NULL)
        return NULL;
    while ((hit = strstr(text, mark)) != NULL) {
        memcpy(dst, text, (size_t)(hit - text));
        dst += hit - text;
        memcpy(dst, value, v);
        dst += v;
        text = hit + m;
    }
    memcpy(dst, text, strlen(text) + 1);
    return out;
}
