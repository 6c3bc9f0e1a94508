// seccoder-example: 1
// title: Find the byte offset of a time in a WAV file
// guideline: Multiply 32-bit header values in 64 bits before comparing the product with a limit.
// cwe: CWE-190
// apis: uint64_t arithmetic
// applies: WAV, audio
// --- secure ---
#include <stdint.h>
#include <string.h>

static uint32_t le32(const uint8_t *p)
{
    return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

/* The header is the plain one of 44 bytes. Returns -1 for a time past the end. */
int64_t wav_offset(const uint8_t header[44], uint32_t ms)
{
    uint32_t rate = le32(header + 24), bytes = le32(header + 40);
    uint32_t align = header[32] | (uint32_t)header[33] << 8;

    if (memcmp(header, "RIFF", 4) != 0 || memcmp(header + 8, "WAVEfmt ", 8) != 0 ||
        memcmp(header + 36, "data", 4) != 0 || align == 0)
        return -1;
    uint64_t frame = (uint64_t)rate * ms / 1000;
    if (frame >= bytes / align)
        return -1;
    return 44 + (int64_t)frame * align;
}
// --- vulnerable ---
#include <stdint.h>
#include <string.h>

static uint32_t le32(const uint8_t *p)
{
    return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

/* The header is the plain one of 44 bytes. Returns -1 for a time past the end. */
int64_t wav_offset(const uint8_t header[44], uint32_t ms)
{
    uint32_t rate = le32(header + 24), bytes = le32(header + 40);
    uint32_t align = header[32] | (uint32_t)header[33] << 8;

    if (memcmp(header, "RIFF", 4) != 0 || memcmp(header + 8, "WAVEfmt ", 8) != 0 ||
        memcmp(header + 36, "data", 4) != 0 || align == 0)
        return -1;
    uint32_t frame = rate * ms / 1000;
    if (frame >= bytes / align)
        return -1;
    return 44 + (int64_t)frame * align;
}
