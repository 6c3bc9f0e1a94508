// seccoder-example: 1
// title: Open the journal of a till that starts helper programs
// guideline: Open files with O_CLOEXEC so that programs started later do not inherit them.
// cwe: CWE-403
// apis: open, flock
// applies: POSIX, Linux
// --- secure ---
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/* The lock keeps a second till program from writing to the same journal. */
int open_till_journal(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (fd == -1)
        return -1;
    if (flock(fd, LOCK_EX | LOCK_NB) == -1) {
        close(fd);
        return -1;
    }
    return fd;
}
// --- vulnerable ---
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/* The lock keeps a second till program from writing to the same journal. */
int open_till_journal(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, 0600);

    if (fd == -1)
        return -1;
    if (flock(fd, LOCK_EX | LOCK_NB) == -1) {
        close(fd);
        return -1;
    }
    return fd;
}
