// seccoder-example: 1
// title: Find the IPv4 address of a network interface
// guideline: Skip interfaces that getifaddrs lists without an address before reading its family.
// cwe: CWE-476
// apis: getifaddrs, freeifaddrs
// applies: POSIX, network
// --- secure ---
#include <ifaddrs.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

int interface_ipv4(const char *name, struct in_addr *addr)
{
    struct ifaddrs *list;
    int rc = -1;

    if (getifaddrs(&list) != 0)
        return -1;
    for (const struct ifaddrs *i = list; i != NULL; i = i->ifa_next) {
        if (strcmp(i->ifa_name, name) != 0 || i->ifa_addr == NULL)
            continue;
        if (i->ifa_addr->sa_family == AF_INET) {
            *addr = ((const struct sockaddr_in *)i->ifa_addr)->sin_addr;
            rc = 0;
            break;
        }
    }
    freeifaddrs(list);
    return rc;
}
// --- vulnerable ---
#include <ifaddrs.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

int interface_ipv4(const char *name, struct in_addr *addr)
{
    struct ifaddrs *list;
    int rc = -1;

    if (getifaddrs(&list) != 0)
        return -1;
    for (const struct ifaddrs *i = list; i != NULL; i = i->ifa_next) {
        if (strcmp(i->ifa_name, name) != 0)
            continue;
        if (i->ifa_addr->sa_family == AF_INET) {
            *addr = ((const struct sockaddr_in *)i->ifa_addr)->sin_addr;
            rc = 0;
            break;
        }
    }
    freeifaddrs(list);
    return rc;
}
