// The tunnel is up without an address: its entry in the list has none. The list is given here.
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <stdio.h>
#include <string.h>

static struct sockaddr_in6 local6 = {.sin6_family = AF_INET6};
static struct sockaddr_in local4 = {.sin_family = AF_INET}, cable4 = {.sin_family = AF_INET};
static struct ifaddrs entry[] = {
    {.ifa_name = "lo", .ifa_addr = (struct sockaddr *)&local6},
    {.ifa_name = "tun0", .ifa_addr = NULL},
    {.ifa_name = "lo", .ifa_addr = (struct sockaddr *)&local4},
    {.ifa_name = "eth0", .ifa_addr = (struct sockaddr *)&cable4},
};
static int taken, given_back;

static int my_getifaddrs(struct ifaddrs **list)
{
    for (int i = 0; i < 3; i++)
        entry[i].ifa_next = &entry[i + 1];
    local4.sin_addr.s_addr = htonl(0x7f000001);
    cable4.sin_addr.s_addr = htonl(0xc0000207);
    *list = entry;
    taken++;
    return 0;
}

static void my_freeifaddrs(struct ifaddrs *list)
{
    given_back += list == entry;
}

#define getifaddrs my_getifaddrs
#define freeifaddrs my_freeifaddrs
#include "example.c"

int main(int argc, char **argv)
{
    struct in_addr addr = {0};

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (interface_ipv4("tun0", &addr) != -1 || addr.s_addr != 0 || given_back != taken)
            return 1;
        puts("an interface without an address has none");
        return 0;
    }
    int rc = interface_ipv4("lo", &addr);
    printf("%d %s\n", rc, inet_ntoa(addr));
    rc = interface_ipv4("eth0", &addr);
    printf("%d %s\n", rc, inet_ntoa(addr));
    rc = interface_ipv4("wlan0", &addr);
    printf("%d, %d lists left\n", rc, taken - given_back);
    return 0;
}
