// seccoder-example: 1
// title: Copy the home directory of a named user
// guideline: Check getpwnam for NULL because the name may not exist.
// cwe: CWE-476
// apis: getpwnam, memcpy
// applies: POSIX, user accounts
// --- secure ---
#include <pwd.h>
#include <stddef.h>
#include <string.h>
#include <sys/types.h>

int user_home(const char *user, char *dst, size_t cap)
{
    const struct passwd *pw = getpwnam(user);

    if (pw == NULL || pw->pw_dir == NULL)
        return -1;
    size_t len = strlen(pw->pw_dir);
    if (len >= cap)
        return -1;
    memcpy(dst, pw->pw_dir, len + 1);
    return 0;
}
// --- vulnerable ---
#include <pwd.h>
#include <stddef.h>
#include <string.h>
#include <sys/types.h>

int user_home(const char *user, char *dst, size_t cap)
{
    const struct passwd *pw = getpwnam(user);

    size_t len = strlen(pw->pw_dir);
    if (len >= cap)
        return -1;
    memcpy(dst, pw->pw_dir, len + 1);
    return 0;
}
