// seccoder-example: 1
// title: Decompress a stream of literals and back references
// guideline: Check that a back reference starts inside the bytes that were already written.
// cwe: CWE-823, CWE-125
// apis: memcpy, array index
// applies: compression, parsers
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* 0..127: one more literals; 128..255: a match of 3..130 bytes, 16-bit distance. */
long lz_unpack(uint8_t *out, size_t cap, const uint8_t *in, size_t n)
{
    size_t used = 0;

    for (size_t i = 0; i < n;) {
        size_t token = in[i++];
        if (token < 128) {
            if (token + 1 > n - i || token + 1 > cap - used)
                return -1;
            memcpy(out + used, in + i, token + 1);
            used += token + 1;
            i += token + 1;
            continue;
        }
        size_t len = token - 125;
        if (n - i < 2 || len > cap - used)
            return -1;
        size_t distance = in[i] | (size_t)in[i + 1] << 8;
        i += 2;
        if (distance == 0 || distance > used)
            return -1;
        for (; len > 0; len--, used++)
            out[used] = out[used - distance]; /* source and target may overlap */
    }
    return (long)used;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* 0..127: one more literals; 128..255: a match of 3..130 bytes, 16-bit distance. */
long lz_unpack(uint8_t *out, size_t cap, const uint8_t *in, size_t n)
{
    size_t used = 0;

    for (size_t i = 0; i < n;) {
        size_t token = in[i++];
        if (token < 128) {
            if (token + 1 > n - i || token + 1 > cap - used)
                return -1;
            memcpy(out + used, in + i, token + 1);
            used += token + 1;
            i += token + 1;
            continue;
        }
        size_t len = token - 125;
        if (n - i < 2 || len > cap - used)
            return -1;
        size_t distance = in[i] | (size_t)in[i + 1] << 8;
        i += 2;
        if (distance == 0)
            return -1;
        for (; len > 0; len--, used++)
            out[used] = out[used - distance]; /* source and target may overlap */
    }
    return (long)used;
}
