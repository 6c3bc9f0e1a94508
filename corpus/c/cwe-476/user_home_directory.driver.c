// The user does not exist: getpwnam answers NULL. The user database here has one entry.
#include <pwd.h>
#include <stdio.h>
#include <string.h>

static struct passwd *my_getpwnam(const char *name)
{
    static struct passwd only = {.pw_name = "nora", .pw_dir = "/home/nora"};
    return strcmp(name, only.pw_name) == 0 ? &only : NULL;
}

#define getpwnam my_getpwnam
#include "example.c"

int main(int argc, char **argv)
{
    char dir[32] = "", small[5] = "";

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (user_home("nobody-here", dir, sizeof(dir)) != -1 || dir[0] != '\0')
            return 1;
        puts("unknown users have no home");
        return 0;
    }
    int rc = user_home("nora", dir, sizeof(dir));
    printf("%d %s\n", rc, dir);
    rc = user_home("nora", small, sizeof(small));
    printf("%d '%s'\n", rc, small);
    printf("%d %d\n", user_home("nora", dir, 10), user_home("nora", dir, 11));
    return 0;
}
