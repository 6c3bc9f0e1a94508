// seccoder-example: 1
// title: Decode one UTF-8 character from a byte range
// guideline: Compare the length announced by the lead byte with the bytes left before reading on.
// cwe: CWE-125
// apis: array index
// applies: text processing, unicode
// --- secure ---
#include <stddef.h>
#include <stdint.h>

/* Returns the bytes used, or 0 if the sequence is invalid or cut short. */
size_t utf8_decode(const unsigned char *s, size_t len, uint32_t *cp)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

    if (len == 0)
        return 0;
    size_t need = s[0] < 0x80 ? 1 : (s[0] & 0xE0) == 0xC0 ? 2 :
                  (s[0] & 0xF0) == 0xE0 ? 3 : (s[0] & 0xF8) == 0xF0 ? 4 : 0;
    if (need == 0 || need > len)
        return 0;
    uint32_t c = need == 1 ? s[0] : s[0] & (0x7Fu >> need);
    for (size_t i = 1; i < need; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (s[i] & 0x3Fu);
    }
    if (c < least[need] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 0;
    *cp = c;
    return need;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>

/* Returns the bytes used, or 0 if the sequence is invalid or cut short. */
size_t utf8_decode(const unsigned char *s, size_t len, uint32_t *cp)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

    if (len == 0)
        return 0;
    size_t need = s[0] < 0x80 ? 1 : (s[0] & 0xE0) == 0xC0 ? 2 :
                  (s[0] & 0xF0) == 0xE0 ? 3 : (s[0] & 0xF8) == 0xF0 ? 4 : 0;
    if (need == 0)
        return 0;
    uint32_t c = need == 1 ? s[0] : s[0] & (0x7Fu >> need);
    for (size_t i = 1; i < need; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (s[i] & 0x3Fu);
    }
    if (c < least[need] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 0;
    *cp = c;
    return need;
}
