// seccoder-example: 1
// title: Take one string out of an object and destroy the rest
// guideline: Detach a member from its owner before destroying the owner and returning the member.
// cwe: CWE-416
// apis: free
// applies: ownership transfer, records
// --- secure ---
#include <stdlib.h>

struct profile {
    char *name;
    char *email;
};

static void profile_free(struct profile *p)
{
    free(p->name);
    free(p->email);
    free(p);
}

/* Consumes the profile; the caller frees the returned name. */
char *profile_take_name(struct profile *p)
{
    char *name = p->name;

    p->name = NULL;
    profile_free(p);
    return name;
}
// --- vulnerable ---
#include <stdlib.h>

struct profile {
    char *name;
    char *email;
};

static void profile_free(struct profile *p)
{
    free(p->name);
    free(p->email);
    free(p);
}

/* Consumes the profile; the caller frees the returned name. */
char *profile_take_name(struct profile *p)
{
    char *name = p->name;

    profile_free(p);
    return name;
}
