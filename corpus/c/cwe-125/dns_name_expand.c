// seccoder-example: 1
// title: Expand a compressed domain name from a DNS message
// guideline: Check every label length against the rest of the message and let pointers only lead back.
// cwe: CWE-125
// apis: memcpy
// applies: DNS, network protocols
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Writes the name at msg[at], a dot after each label. Returns its length or -1. */
int dns_name_text(const uint8_t *msg, size_t size, size_t at, char out[256])
{
    size_t used = 0, start = at;

    for (;;) {
        if (at >= size)
            return -1;
        size_t len = msg[at++];
        if (len == 0)
            break;
        if (len >= 0xc0) {
            if (at >= size)
                return -1;
            at = (len & 0x3f) << 8 | msg[at];
            if (at >= start)
                return -1; /* pointers only lead back, so they cannot loop */
            start = at;
            continue;
        }
        if (len > 63 || len > size - at || used + len > 254)
            return -1;
        if (memchr(msg + at, '.', len) != NULL || memchr(msg + at, '\0', len) != NULL)
            return -1;
        memcpy(out + used, msg + at, len);
        at += len;
        used += len;
        out[used++] = '.';
    }
    out[used] = '\0';
    return (int)used;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Writes the name at msg[at], a dot after each label. Returns its length or -1. */
int dns_name_text(const uint8_t *msg, size_t size, size_t at, char out[256])
{
    size_t used = 0, start = at;

    for (;;) {
        if (at >= size)
            return -1;
        size_t len = msg[at++];
        if (len == 0)
            break;
        if (len >= 0xc0) {
            if (at >= size)
                return -1;
            at = (len & 0x3f) << 8 | msg[at];
            if (at >= start)
                return -1; /* pointers only lead back, so they cannot loop */
            start = at;
            continue;
        }
        if (len > 63 || used + len > 254)
            return -1;
        if (memchr(msg + at, '.', len) != NULL || memchr(msg + at, '\0', len) != NULL)
            return -1;
        memcpy(out + used, msg + at, len);
        at += len;
        used += len;
        out[used++] = '.';
    }
    out[used] = '\0';
    return (int)used;
}
