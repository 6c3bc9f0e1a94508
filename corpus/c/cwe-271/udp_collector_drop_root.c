// seccoder-example: 1
// title: Bind a low UDP port as root and go on as another user
// guideline: Drop groups, then the group, then the user, for good, and check that root stays out of reach.
// cwe: CWE-271, CWE-250
// apis: setgroups, setresgid, setresuid
// applies: POSIX, Linux, daemons
// --- secure ---
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <grp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* Only root may bind a port below 1024; the rest needs no rights. */
int open_collector(uint16_t port, uid_t uid, gid_t gid)
{
    struct sockaddr_in addr = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (fd == -1)
        return -1;
    if (bind(fd, (const struct sockaddr *)&addr, sizeof(addr)) == -1
        || setgroups(0, NULL) == -1
        || setresgid(gid, gid, gid) == -1
        || setresuid(uid, uid, uid) == -1
        || setuid(0) != -1) {
        close(fd);
        return -1;
    }
    return fd;
}
// --- vulnerable ---
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <grp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* Only root may bind a port below 1024; the rest needs no rights. */
int open_collector(uint16_t port, uid_t uid, gid_t gid)
{
    struct sockaddr_in addr = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (fd == -1)
        return -1;
    if (bind(fd, (const struct sockaddr *)&addr, sizeof(addr)) == -1
        || setegid(gid) == -1
        || seteuid(uid) == -1) {
        close(fd);
        return -1;
    }
    return fd;
}
