// seccoder-example: 1
// title: Read the target of a symbolic link as a string
// guideline: readlink adds no terminator; treat a result that fills the buffer as too long.
// cwe: CWE-193, CWE-787
// apis: readlink
// applies: POSIX, file systems
// --- secure ---
#include <errno.h>
#include <stddef.h>
#include <unistd.h>

int link_target(const char *path, char *out, size_t cap)
{
    ssize_t n = readlink(path, out, cap);

    if (n < 0)
        return -1;
    if ((size_t)n >= cap) {
        errno = ENAMETOOLONG;
        return -1;
    }
    out[n] = '\0';
    return 0;
}
// --- vulnerable ---
#include <errno.h>
#include <stddef.h>
#include <unistd.h>

int link_target(const char *path, char *out, size_t cap)
{
    ssize_t n = readlink(path, out, cap);

    if (n < 0)
        return -1;
    if ((size_t)n > cap) {
        errno = ENAMETOOLONG;
        return -1;
    }
    out[n] = '\0';
    return 0;
}
