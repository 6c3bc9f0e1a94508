// seccoder-example: 1
// title: Drop a reference and report how many remain
// guideline: Keep the new count in a local variable because the object may be freed.
// cwe: CWE-416
// apis: free
// applies: reference counting
// --- secure ---
#include <stddef.h>
#include <stdlib.h>

struct blob {
    unsigned refs;
    size_t len;
    unsigned char data[];
};

unsigned blob_unref(struct blob **ref)
{
    struct blob *b = *ref;

    if (b == NULL)
        return 0;
    *ref = NULL; /* the caller no longer owns a reference */
    unsigned left = --b->refs;
    if (left == 0)
        free(b);
    return left;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdlib.h>

struct blob {
    unsigned refs;
    size_t len;
    unsigned char data[];
};

unsigned blob_unref(struct blob **ref)
{
    struct blob *b = *ref;

    if (b == NULL)
        return 0;
    *ref = NULL; /* the caller no longer owns a reference */
    if (--b->refs == 0)
        free(b);
    return b->refs;
}
