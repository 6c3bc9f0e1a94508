// seccoder-example: 1
// title: Decode the escapes of a JSON string in place
// guideline: Before reading an escape, check that all of its characters lie inside the given length.
// cwe: CWE-119, CWE-125
// apis: memchr, memcpy, strtoul
// applies: JSON, text parsing
// --- secure ---
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Returns the new length, or -1. Surrogate pairs and \u0000 are refused. */
long json_unescape(char *s, size_t n)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    size_t out = 0;

    for (size_t in = 0; in < n;) {
        char hex[5] = "";
        if (s[in] != '\\') {
            s[out++] = s[in++];
            continue;
        }
        if (n - in < 2)
            return -1;
        const char *e = memchr(from, s[in + 1], sizeof(from) - 1);
        if (e != NULL) {
            s[out++] = to[e - from];
            in += 2;
            continue;
        }
        if (s[in + 1] != 'u' || n - in < 6)
            return -1;
        memcpy(hex, s + in + 2, 4);
        unsigned long c = strtoul(hex, NULL, 16);
        if (strspn(hex, "0123456789abcdefABCDEF") != 4 || c == 0 ||
            (c >= 0xd800 && c <= 0xdfff))
            return -1;
        if (c > 0x7ff)
            s[out++] = (char)(0xe0 | c >> 12);
        if (c > 0x7f)
            s[out++] = (char)(c > 0x7ff ? 0x80 | (c >> 6 & 0x3f) : 0xc0 | c >> 6);
        s[out++] = (char)(c > 0x7f ? 0x80 | (c & 0x3f) : c);
        in += 6;
    }
    return (long)out;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Returns the new length, or -1. Surrogate pairs and \u0000 are refused. */
long json_unescape(char *s, size_t n)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    size_t out = 0;

    for (size_t in = 0; in < n;) {
        char hex[5] = "";
        if (s[in] != '\\') {
            s[out++] = s[in++];
            continue;
        }
        if (n - in < 2)
            return -1;
        const char *e = memchr(from, s[in + 1], sizeof(from) - 1);
        if (e != NULL) {
            s[out++] = to[e - from];
            in += 2;
            continue;
        }
        if (s[in + 1] != 'u')
            return -1;
        memcpy(hex, s + in + 2, 4);
        unsigned long c = strtoul(hex, NULL, 16);
        if (strspn(hex, "0123456789abcdefABCDEF") != 4 || c == 0 ||
            (c >= 0xd800 && c <= 0xdfff))
            return -1;
        if (c > 0x7ff)
            s[out++] = (char)(0xe0 | c >> 12);
        if (c > 0x7f)
            s[out++] = (char)(c > 0x7ff ? 0x80 | (c >> 6 & 0x3f) : 0xc0 | c >> 6);
        s[out++] = (char)(c > 0x7f ? 0x80 | (c & 0x3f) : c);
        in += 6;
    }
    return (long)out;
}
