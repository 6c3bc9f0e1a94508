// seccoder-example: 1
// title: Read a string stored after a 32-bit length
// guideline: Compare an untrusted length with the bytes that remain, not with a fixed limit.
// cwe: CWE-125
// apis: malloc, memcpy
// applies: serialization, network protocols
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

char *read_string(const uint8_t **cur, const uint8_t *end)
{
    const uint8_t *p = *cur;
    if (end - p < 4)
        return NULL;
    uint32_t n = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
                 (uint32_t)p[2] << 8 | p[3];
    p += 4;
    if (n > (size_t)(end - p))
        return NULL;
    char *s = malloc((size_t)n + 1);
    if (s == NULL)
        return NULL;
    memcpy(s, p, n);
    s[n] = '\0';
    *cur = p + n;
    return s;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

char *read_string(const uint8_t **cur, const uint8_t *end)
{
    const uint8_t *p = *cur;
    if (end - p < 4)
        return NULL;
    uint32_t n = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
                 (uint32_t)p[2] << 8 | p[3];
    p += 4;
    if (n > 65535)
        return NULL;
    char *s = malloc((size_t)n + 1);
    if (s == NULL)
        return NULL;
    memcpy(s, p, n);
    s[n] = '\0';
    *cur = p + n;
    return s;
}
