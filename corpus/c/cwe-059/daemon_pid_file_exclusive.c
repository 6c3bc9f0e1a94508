// seccoder-example: 1
// title: Write the process number of a daemon to its pid file
// guideline: In shared folders remove the old entry and create the file with O_EXCL.
// cwe: CWE-59
// apis: open, unlink
// applies: POSIX, daemons
// --- secure ---
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* Other accounts may put entries into the folder of `path`, links to our files as well. */
int write_pid_file(const char *path)
{
    if (unlink(path) == -1 && errno != ENOENT)
        return -1;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd == -1)
        return -1;
    if (dprintf(fd, "%ld\n", (long)getpid()) < 0) {
        close(fd);
        return -1;
    }
    return close(fd);
}
// --- vulnerable ---
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* Other accounts may put entries into the folder of `path`, links to our files as well. */
int write_pid_file(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd == -1)
        return -1;
    if (dprintf(fd, "%ld\n", (long)getpid()) < 0) {
        close(fd);
        return -1;
    }
    return close(fd);
}
