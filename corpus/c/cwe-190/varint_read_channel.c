// seccoder-example: 1
// title: Read a variable-length integer from a chat packet
// guideline: Refuse a variable-length integer whose bits do not fit before shifting them in.
// cwe: CWE-190, CWE-1335
// apis: bit shift
// applies: network protocols, serialization
// --- secure ---
#include <stddef.h>
#include <stdint.h>

/* Seven bits a byte, lowest first. Returns the bytes used, 0 if there is no number. */
size_t varint_read(const uint8_t *buf, size_t len, uint32_t *value)
{
    uint32_t v = 0;

    for (size_t i = 0; i < len; i++) {
        if (i == 4 && buf[i] > 0x0F)
            return 0; /* more than 32 bits, or a sixth byte */
        v |= (uint32_t)(buf[i] & 0x7F) << (7 * i);
        if ((buf[i] & 0x80) == 0) {
            *value = v;
            return i + 1;
        }
    }
    return 0;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>

/* Seven bits a byte, lowest first. Returns the bytes used, 0 if there is no number. */
size_t varint_read(const uint8_t *buf, size_t len, uint32_t *value)
{
    uint32_t v = 0;

    for (size_t i = 0; i < len; i++) {
        v |= (uint32_t)(buf[i] & 0x7F) << (7 * i);
        if ((buf[i] & 0x80) == 0) {
            *value = v;
            return i + 1;
        }
    }
    return 0;
}
