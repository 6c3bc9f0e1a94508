// Shows who may connect to the socket.
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct stat st;
    char far[200];

    unlink("player.sock");
    int fd = listen_control("player.sock");

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (fd == -1 || stat("player.sock", &st) == -1)
            return 1;
        if ((st.st_mode & 077) == 0)
            return 0;
        printf("other accounts may connect: %o\n", (unsigned)st.st_mode & 0777);
        return 10;
    }
    struct sockaddr_un addr = {.sun_family = AF_UNIX, .sun_path = "player.sock"};
    int client = socket(AF_UNIX, SOCK_STREAM, 0);
    printf("listens %d", fd != -1);
    printf(" connects %d", connect(client, (struct sockaddr *)&addr, sizeof(addr)));
    printf(" again %d", listen_control("player.sock"));
    memset(far, 'a', sizeof(far) - 1);
    far[sizeof(far) - 1] = '\0';
    printf(" too long %d\n", listen_control(far));
    return 0;
}
