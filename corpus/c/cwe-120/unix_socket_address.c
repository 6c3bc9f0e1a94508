// seccoder-example: 1
// title: Fill in the address of a Unix domain socket
// guideline: Check the path length against sun_path before copying it into the address.
// cwe: CWE-120, CWE-787
// apis: memcpy, strlen, struct sockaddr_un
// applies: POSIX, sockets
// --- secure ---
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

int unix_address(struct sockaddr_un *address, const char *path)
{
    size_t n = strlen(path);

    if (n == 0 || n >= sizeof(address->sun_path)) {
        errno = EINVAL;
        return -1;
    }
    memset(address, 0, sizeof(*address));
    address->sun_family = AF_UNIX;
    memcpy(address->sun_path, path, n + 1);
    return 0;
}
// --- vulnerable ---
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

int unix_address(struct sockaddr_un *address, const char *path)
{
    if (path[0] == '\0') {
        errno = EINVAL;
        return -1;
    }
    memset(address, 0, sizeof(*address));
    address->sun_family = AF_UNIX;
    strcpy(address->sun_path, path);
    return 0;
}
