// seccoder-example: 1
// title: Read a number from a small kernel file with read
// guideline: read adds no terminator; leave room for one and set it before using string functions.
// cwe: CWE-170, CWE-125
// apis: read, strtol, open
// applies: POSIX, sysfs
// --- secure ---
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int read_counter(const char *path, long *value)
{
    char text[24], *end;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return -1;
    ssize_t n = read(fd, text, sizeof(text) - 1);
    close(fd);
    if (n <= 0)
        return -1;
    text[n] = '\0';
    errno = 0;
    *value = strtol(text, &end, 10);
    return errno == 0 && end != text && *end == '\n' ? 0 : -1;
}
// --- vulnerable ---
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int read_counter(const char *path, long *value)
{
    char text[24], *end;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return -1;
    ssize_t n = read(fd, text, sizeof(text));
    close(fd);
    if (n <= 0)
        return -1;
    errno = 0;
    *value = strtol(text, &end, 10);
    return errno == 0 && end != text && *end == '\n' ? 0 : -1;
}
