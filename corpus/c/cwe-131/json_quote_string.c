// seccoder-example: 1
// title: Quote a string for JSON output
// guideline: Size the buffer for the longest form that any input character can take.
// cwe: CWE-131, CWE-122
// apis: malloc, snprintf
// applies: JSON, encoding
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The caller frees the result. The text is UTF-8. */
char *json_quote(const char *text)
{
    enum { LONGEST = 6 }; /* as in "\u001f" */
    size_t n = strlen(text);

    if (n > (SIZE_MAX - 3) / LONGEST)
        return NULL;
    char *out = malloc(LONGEST * n + 3), *p = out;
    if (out == NULL)
        return NULL;
    *p++ = '"';
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x20) {
            snprintf(p, 7, "\\u%04x", c);
            p += 6;
            continue;
        }
        if (c == '"' || c == '\\')
            *p++ = '\\';
        *p++ = (char)c;
    }
    *p++ = '"';
    *p = '\0';
    return out;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The caller frees the result. The text is UTF-8. */
char *json_quote(const char *text)
{
    enum { LONGEST = 2 }; /* as in "\n" */
    size_t n = strlen(text);

    if (n > (SIZE_MAX - 3) / LONGEST)
        return NULL;
    char *out = malloc(LONGEST * n + 3), *p = out;
    if (out == NULL)
        return NULL;
    *p++ = '"';
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x20) {
            snprintf(p, 7, "\\u%04x", c);
            p += 6;
            continue;
        }
        if (c == '"' || c == '\\')
            *p++ = '\\';
        *p++ = (char)c;
    }
    *p++ = '"';
    *p = '\0';
    return out;
}
