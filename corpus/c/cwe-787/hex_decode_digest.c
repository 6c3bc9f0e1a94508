// seccoder-example: 1
// title: Decode a lower-case hexadecimal string into a digest
// guideline: Check the decoded length against the output array before writing any byte.
// cwe: CWE-787
// apis: strlen, array index
// applies: encoding, digests
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct digest {
    uint8_t byte[32];
    size_t len;
};

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int digest_from_hex(struct digest *d, const char *hex)
{
    size_t n = strlen(hex);

    if (n % 2 != 0 || n / 2 > sizeof(d->byte))
        return -1;
    for (size_t i = 0; i < n / 2; i++) {
        int hi = hex_value(hex[2 * i]), lo = hex_value(hex[2 * i + 1]);
        if (hi < 0 || lo < 0)
            return -1;
        d->byte[i] = (uint8_t)(hi << 4 | lo);
    }
    d->len = n / 2;
    return 0;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct digest {
    uint8_t byte[32];
    size_t len;
};

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int digest_from_hex(struct digest *d, const char *hex)
{
    size_t n = strlen(hex);

    if (n % 2 != 0)
        return -1;
    for (size_t i = 0; i < n / 2; i++) {
        int hi = hex_value(hex[2 * i]), lo = hex_value(hex[2 * i + 1]);
        if (hi < 0 || lo < 0)
            return -1;
        d->byte[i] = (uint8_t)(hi << 4 | lo);
    }
    d->len = n / 2;
    return 0;
}
