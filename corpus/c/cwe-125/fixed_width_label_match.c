// seccoder-example: 1
// title: Compare a fixed-width disk label with a string
// guideline: Use strnlen with the field size on a field that need not be terminated.
// cwe: CWE-125
// apis: strnlen, memcmp
// applies: file systems, on-disk formats
// --- secure ---
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct superblock {
    uint32_t magic;
    char label[12]; /* padded with zeros, no terminator when full */
};

bool label_is(const struct superblock *sb, const char *want)
{
    size_t n = strnlen(sb->label, sizeof(sb->label));

    return strlen(want) == n && memcmp(sb->label, want, n) == 0;
}
// --- vulnerable ---
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct superblock {
    uint32_t magic;
    char label[12]; /* padded with zeros, no terminator when full */
};

bool label_is(const struct superblock *sb, const char *want)
{
    size_t n = strlen(sb->label);

    return strlen(want) == n && memcmp(sb->label, want, n) == 0;
}
