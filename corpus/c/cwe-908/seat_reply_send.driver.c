// Padding and the rest of the name must go out as zeros, not as old memory.
#include <string.h>
#include <sys/socket.h>
#include "example.c"

int main(int argc, char **argv)
{
    int fd[2];
    uint8_t got[64];
    struct seat_reply *r = seat_reply_new(117, "Noor");

    if (r == NULL || socketpair(AF_UNIX, SOCK_STREAM, 0, fd) != 0)
        return 1;
    if (seat_reply_send(fd[0], r) != 0 || recv(fd[1], got, sizeof(got), 0) != sizeof(*r))
        return 1;
    free(r);
    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        printf("%d %d %s\n", got[0], got[7], (const char *)got + 8);
        printf("%d\n", seat_reply_new(1, "a name that is too long for the field") == NULL);
        return 0;
    }
    for (size_t i = 0; i < sizeof(struct seat_reply); i++) {
        if ((i > 0 && i < 4 || i > 12) && got[i] != 0) {
            printf("byte %zu of the message is old memory: %02x\n", i, got[i]);
            return 10;
        }
    }
    return 0;
}
