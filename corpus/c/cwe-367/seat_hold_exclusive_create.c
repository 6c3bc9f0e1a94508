// seccoder-example: 1
// title: Hold a theatre seat for one guest with a lock file
// guideline: Let open with O_CREAT | O_EXCL decide whether a file is new; never ask access first.
// cwe: CWE-367
// apis: open, access
// applies: POSIX, ticketing
// --- secure ---
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* Fails if somebody else holds the seat; `seat_file` is one file for each seat. */
int hold_seat(const char *seat_file, unsigned long guest)
{
    int fd = open(seat_file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd == -1)
        return -1;
    int written = dprintf(fd, "%lu\n", guest);
    if (close(fd) == -1 || written < 0) {
        unlink(seat_file);
        return -1;
    }
    return 0;
}
// --- vulnerable ---
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* Fails if somebody else holds the seat; `seat_file` is one file for each seat. */
int hold_seat(const char *seat_file, unsigned long guest)
{
    if (access(seat_file, F_OK) == 0)
        return -1;
    int fd = open(seat_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd == -1)
        return -1;
    int written = dprintf(fd, "%lu\n", guest);
    if (close(fd) == -1 || written < 0) {
        unlink(seat_file);
        return -1;
    }
    return 0;
}
