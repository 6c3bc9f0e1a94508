// The text is cut at 64 bytes, but its full length is sent: the stack behind it goes out too.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include "example.c"

static int pair[2];

static void show(const char *place, int celsius)
{
    char got[512];
    int rc = send_reading(pair[0], place, celsius);
    ssize_t n = rc == 0 ? recv(pair[1], got, sizeof(got), 0) : 0;
    printf("%d '%.*s'\n", rc, (int)n, got);
}

int main(int argc, char **argv)
{
    char place[301];

    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) != 0)
        return 1;
    memset(place, 'p', sizeof(place));
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        char got[512];
        place[300] = '\0';
        if (send_reading(pair[0], place, 21) != -1 ||
            recv(pair[1], got, sizeof(got), MSG_DONTWAIT) != -1)
            return 1;
        puts("readings that do not fit are not sent");
        return 0;
    }
    show("greenhouse 2", 21);
    show("", -40);
    place[55] = '\0';
    show(place, 21);
    return 0;
}
