// seccoder-example: 1
// title: Listen on the control socket of a media player
// guideline: Set umask to 0177 around bind so that only the owner can connect to the socket.
// cwe: CWE-732
// apis: umask, bind, chmod
// applies: POSIX, Unix domain sockets
// --- secure ---
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* Called at start, while the player has one thread. */
int listen_control(const char *path)
{
    struct sockaddr_un addr = {.sun_family = AF_UNIX};
    int n = snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);

    if (n < 0 || (size_t)n >= sizeof(addr.sun_path))
        return -1;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd == -1)
        return -1;
    mode_t before = umask(0177);
    int bound = bind(fd, (const struct sockaddr *)&addr, sizeof(addr));
    umask(before);
    if (bound == -1 || listen(fd, 8) == -1) {
        close(fd);
        return -1;
    }
    return fd;
}
// --- vulnerable ---
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* Called at start, while the player has one thread. */
int listen_control(const char *path)
{
    struct sockaddr_un addr = {.sun_family = AF_UNIX};
    int n = snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);

    if (n < 0 || (size_t)n >= sizeof(addr.sun_path))
        return -1;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd == -1)
        return -1;
    int bound = bind(fd, (const struct sockaddr *)&addr, sizeof(addr));
    if (bound == -1 || chmod(path, 0777) == -1 || listen(fd, 8) == -1) {
        close(fd);
        return -1;
    }
    return fd;
}
