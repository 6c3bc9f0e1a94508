// seccoder-example: 1
// title: Delete a finished export of a shop
// guideline: Do file work with system calls such as unlink; never call rm through a shell.
// cwe: CWE-78
// apis: unlink, system
// applies: POSIX
// --- secure ---
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* `order` names an export that a customer has downloaded, without folder or suffix. */
int remove_export(const char *folder, const char *order)
{
    char path[PATH_MAX];

    if (order[0] == '\0' || strchr(order, '/') != NULL)
        return -1;
    int n = snprintf(path, sizeof(path), "%s/%s.csv", folder, order);
    if (n < 0 || (size_t)n >= sizeof(path))
        return -1;
    return unlink(path);
}
// --- vulnerable ---
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* `order` names an export that a customer has downloaded, without folder or suffix. */
int remove_export(const char *folder, const char *order)
{
    char command[PATH_MAX];

    if (order[0] == '\0' || strchr(order, '/') != NULL)
        return -1;
    int n = snprintf(command, sizeof(command), "rm %s/%s.csv", folder, order);
    if (n < 0 || (size_t)n >= sizeof(command))
        return -1;
    return system(command) == 0 ? 0 : -1;
}
