// seccoder-example: 1
// title: Move a finished build log into the archive once
// guideline: Move with link, which fails if the name is taken, and unlink; never test before rename.
// cwe: CWE-367
// apis: link, unlink, access, rename
// applies: POSIX, CI
// --- secure ---
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

/* A log of the same build that is in the archive already stays as it is. */
int archive_log(const char *finished, const char *archive, unsigned build)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof(path), "%s/build-%u.log", archive, build);

    if (n < 0 || (size_t)n >= sizeof(path))
        return -1;
    if (link(finished, path) == -1)
        return -1;
    return unlink(finished);
}
// --- vulnerable ---
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

/* A log of the same build that is in the archive already stays as it is. */
int archive_log(const char *finished, const char *archive, unsigned build)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof(path), "%s/build-%u.log", archive, build);

    if (n < 0 || (size_t)n >= sizeof(path))
        return -1;
    if (access(path, F_OK) == 0)
        return -1;
    return rename(finished, path);
}
