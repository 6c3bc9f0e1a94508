// The name that is handed to the caller was freed together with the profile.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int keep; /* set: freed blocks stay as they are, as they often do by chance */

static void my_free(void *p)
{
    if (!keep)
        free(p);
}

#define free my_free
#include "example.c"

static struct profile *profile_of(const char *name, const char *email)
{
    struct profile *p = malloc(sizeof(*p));
    p->name = name != NULL ? strdup(name) : NULL;
    p->email = email != NULL ? strdup(email) : NULL;
    return p;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        char *name = profile_take_name(profile_of("Ines", "ines@example.org"));
        if (strcmp(name, "Ines") != 0)
            return 1;
        free(name);
        puts("the name outlives its profile");
        return 0;
    }
    keep = 1;
    printf("%s %d\n", profile_take_name(profile_of("Ines", NULL)),
           profile_take_name(profile_of(NULL, "ines@example.org")) == NULL);
    return 0;
}
