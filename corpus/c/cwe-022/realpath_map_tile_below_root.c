// seccoder-example: 1
// title: Open a map tile below the folder of all tiles
// guideline: Compare the resolved path with the root and require a slash right after the prefix.
// cwe: CWE-22
// apis: realpath, strncmp, open
// applies: POSIX
// --- secure ---
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Only the server may write below `tiles`. Returns a descriptor of the tile, or -1. */
int open_tile(const char *tiles, const char *name)
{
    char joined[PATH_MAX], base[PATH_MAX], full[PATH_MAX];
    int n = snprintf(joined, sizeof(joined), "%s/%s", tiles, name);

    if (n < 0 || (size_t)n >= sizeof(joined))
        return -1;
    if (realpath(tiles, base) == NULL || realpath(joined, full) == NULL)
        return -1;
    size_t len = strlen(base);
    if (strncmp(full, base, len) != 0 || full[len] != '/')
        return -1;
    return open(full, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
}
// --- vulnerable ---
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Only the server may write below `tiles`. Returns a descriptor of the tile, or -1. */
int open_tile(const char *tiles, const char *name)
{
    char joined[PATH_MAX], base[PATH_MAX], full[PATH_MAX];
    int n = snprintf(joined, sizeof(joined), "%s/%s", tiles, name);

    if (n < 0 || (size_t)n >= sizeof(joined))
        return -1;
    if (realpath(tiles, base) == NULL || realpath(joined, full) == NULL)
        return -1;
    size_t len = strlen(base);
    if (strncmp(full, base, len) != 0)
        return -1;
    return open(full, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
}
