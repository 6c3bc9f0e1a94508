// seccoder-example: 1
// title: Decode base64 text into a buffer of known size
// guideline: Compare the output position with the capacity before each byte that a decoder writes.
// cwe: CWE-787
// apis: strchr
// applies: encoding, MIME
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Returns the number of bytes, or -1 for text that is malformed or too long. */
long base64_decode(uint8_t *out, size_t cap, const char *text)
{
    static const char set[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    static const char *const padding[] = { "", NULL, "==", "=" };
    uint32_t bits = 0;
    size_t n = 0, digits = 0;

    for (; *text != '\0' && *text != '='; text++) {
        const char *p = strchr(set, *text);
        if (p == NULL)
            return -1;
        bits = bits << 6 | (uint32_t)(p - set);
        if (++digits % 4 == 1)
            continue;
        if (n == cap)
            return -1;
        out[n++] = (uint8_t)(bits >> (4 - digits % 4) % 4 * 2);
    }
    if (padding[digits % 4] == NULL || strcmp(text, padding[digits % 4]) != 0)
        return -1;
    return (long)n;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Returns the number of bytes, or -1 for text that is malformed or too long. */
long base64_decode(uint8_t *out, size_t cap, const char *text)
{
    static const char set[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    static const char *const padding[] = { "", NULL, "==", "=" };
    uint32_t bits = 0;
    size_t n = 0, digits = 0;

    for (; *text != '\0' && *text != '='; text++) {
        const char *p = strchr(set, *text);
        if (p == NULL)
            return -1;
        bits = bits << 6 | (uint32_t)(p - set);
        if (++digits % 4 == 1)
            continue;
        out[n++] = (uint8_t)(bits >> (4 - digits % 4) % 4 * 2);
    }
    if (padding[digits % 4] == NULL || strcmp(text, padding[digits % 4]) != 0)
        return -1;
    return (long)n;
}
