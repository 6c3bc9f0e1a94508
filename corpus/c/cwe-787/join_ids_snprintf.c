// seccoder-example: 1
// title: Join numbers into a comma-separated string
// guideline: Stop when snprintf reports truncation before advancing the write offset by its result.
// cwe: CWE-787
// apis: snprintf
// applies: libc, text output
// --- secure ---
#include <stddef.h>
#include <stdio.h>

int join_ids(char *dst, size_t cap, const unsigned *id, size_t n)
{
    size_t used = 0;

    if (cap == 0)
        return -1;
    dst[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        int w = snprintf(dst + used, cap - used, "%s%u", i ? "," : "", id[i]);
        if (w < 0 || (size_t)w >= cap - used)
            return -1;
        used += (size_t)w;
    }
    return 0;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdio.h>

int join_ids(char *dst, size_t cap, const unsigned *id, size_t n)
{
    size_t used = 0;

    if (cap == 0)
        return -1;
    dst[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        int w = snprintf(dst + used, cap - used, "%s%u", i ? "," : "", id[i]);
        if (w < 0)
            return -1;
        used += (size_t)w;
    }
    return 0;
}
