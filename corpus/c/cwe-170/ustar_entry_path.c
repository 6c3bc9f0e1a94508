// seccoder-example: 1
// title: Build the path of a tar entry from its header fields
// guideline: Give %s a precision for fixed-width fields that may have no terminator.
// cwe: CWE-170, CWE-125
// apis: snprintf
// applies: tar archives, file formats
// --- secure ---
#include <stddef.h>
#include <stdio.h>

struct ustar { /* a full field has no terminator */
    char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], sum[8];
    char type, link[100], magic[8], user[32], group[32], major[8], minor[8];
    char prefix[155], unused[12];
};

/* For display; the path is not safe to open as it stands. */
int ustar_path(const struct ustar *h, char *out, size_t cap)
{
    int n;

    if (h->prefix[0] == '\0')
        n = snprintf(out, cap, "%.100s", h->name);
    else
        n = snprintf(out, cap, "%.155s/%.100s", h->prefix, h->name);
    return n < 0 || (size_t)n >= cap ? -1 : 0;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdio.h>

struct ustar { /* a full field has no terminator */
    char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], sum[8];
    char type, link[100], magic[8], user[32], group[32], major[8], minor[8];
    char prefix[155], unused[12];
};

/* For display; the path is not safe to open as it stands. */
int ustar_path(const struct ustar *h, char *out, size_t cap)
{
    int n;

    if (h->prefix[0] == '\0')
        n = snprintf(out, cap, "%s", h->name);
    else
        n = snprintf(out, cap, "%s/%s", h->prefix, h->name);
    return n < 0 || (size_t)n >= cap ? -1 : 0;
}
