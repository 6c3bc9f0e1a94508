// seccoder-example: 1
// title: Read the next type-length-value record from a buffer
// guideline: Check that the remaining bytes hold the header and the payload before reading them.
// cwe: CWE-125
// apis: memcpy
// applies: libc, binary parsers
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct tlv {
    uint8_t type;
    uint8_t len;
    uint8_t val[255];
};

/* Returns 1 for a record, 0 at the end of the buffer, -1 if it is cut short. */
int tlv_next(const uint8_t *buf, size_t size, size_t *pos, struct tlv *out)
{
    if (*pos >= size)
        return 0;
    size_t left = size - *pos;
    if (left < 2 || left - 2 < buf[*pos + 1])
        return -1;
    out->type = buf[*pos];
    out->len = buf[*pos + 1];
    memcpy(out->val, buf + *pos + 2, out->len);
    *pos += 2 + (size_t)out->len;
    return 1;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct tlv {
    uint8_t type;
    uint8_t len;
    uint8_t val[255];
};

/* Returns 1 for a record, 0 at the end of the buffer, -1 if it is cut short. */
int tlv_next(const uint8_t *buf, size_t size, size_t *pos, struct tlv *out)
{
    if (*pos >= size)
        return 0;
    size_t left = size - *pos;
    if (left < 2)
        return -1;
    out->type = buf[*pos];
    out->len = buf[*pos + 1];
    memcpy(out->val, buf + *pos + 2, out->len);
    *pos += 2 + (size_t)out->len;
    return 1;
}
