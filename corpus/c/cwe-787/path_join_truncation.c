// seccoder-example: 1
// title: Join a directory and a file name in a fixed buffer
// guideline: Use snprintf with the buffer size and treat a result that did not fit as an error.
// cwe: CWE-787
// apis: snprintf
// applies: libc, file paths
// --- secure ---
#include <stddef.h>
#include <stdio.h>

struct path {
    char text[64];
};

int path_join(struct path *p, const char *dir, const char *name)
{
    int n = snprintf(p->text, sizeof(p->text), "%s/%s", dir, name);

    if (n < 0 || (size_t)n >= sizeof(p->text)) {
        p->text[0] = '\0'; /* a cut path could name another file */
        return -1;
    }
    return 0;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdio.h>

struct path {
    char text[64];
};

int path_join(struct path *p, const char *dir, const char *name)
{
    int n = sprintf(p->text, "%s/%s", dir, name);

    if (n < 0 || (size_t)n >= sizeof(p->text)) {
        p->text[0] = '\0'; /* a cut path could name another file */
        return -1;
    }
    return 0;
}
