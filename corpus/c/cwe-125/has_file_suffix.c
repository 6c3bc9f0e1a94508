// seccoder-example: 1
// title: Test whether a file name ends with a suffix
// guideline: Check that the string is at least as long as the suffix before stepping back from its end.
// cwe: CWE-125
// apis: strlen, memcmp
// applies: libc, file names
// --- secure ---
#include <stdbool.h>
#include <string.h>

bool has_suffix(const char *name, const char *suffix)
{
    size_t nlen = strlen(name);
    size_t slen = strlen(suffix);

    if (slen > nlen)
        return false;
    return memcmp(name + (nlen - slen), suffix, slen) == 0;
}
// --- vulnerable ---
#include <stdbool.h>
#include <string.h>

bool has_suffix(const char *name, const char *suffix)
{
    size_t nlen = strlen(name);
    size_t slen = strlen(suffix);

    return memcmp(name + (nlen - slen), suffix, slen) == 0;
}
