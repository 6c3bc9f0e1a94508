// seccoder-example: 1
// title: Wait until a scanner's descriptor has input
// guideline: Use poll for one descriptor; FD_SET writes past the set from FD_SETSIZE upwards.
// cwe: CWE-787
// apis: poll
// applies: POSIX, sockets, devices
// --- secure ---
#include <poll.h>

/* Returns 1 if a read will not block, 0 after the time is up, -1 on error. */
int wait_readable(int fd, int timeout_ms)
{
    if (fd < 0 || timeout_ms < 0)
        return -1;
    struct pollfd p = {.fd = fd, .events = POLLIN};
    int n = poll(&p, 1, timeout_ms);
    if (n > 0 && (p.revents & POLLNVAL) != 0)
        return -1;
    return n;
}
// --- vulnerable ---
#include <stddef.h>
#include <sys/select.h>

/* Returns 1 if a read will not block, 0 after the time is up, -1 on error. */
int wait_readable(int fd, int timeout_ms)
{
    if (fd < 0 || timeout_ms < 0)
        return -1;
    struct timeval tv = {timeout_ms / 1000, timeout_ms % 1000 * 1000};
    fd_set set;
    FD_ZERO(&set);
    FD_SET(fd, &set);
    return select(fd + 1, &set, NULL, NULL, &tv);
}
