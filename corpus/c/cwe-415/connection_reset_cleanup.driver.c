// The cleanup runs twice, as it does after an error: the stale buffer is freed again.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct conn c = {open("/dev/null", O_RDONLY), malloc(32), 32};
    int fd = c.fd;

    if (fd < 0 || c.inbuf == NULL)
        return 1;
    conn_reset(&c);
    printf("fd %d, closed %d\n", c.fd, fcntl(fd, F_GETFD) == -1);
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        conn_reset(&c);
        if (c.fd != -1 || c.inbuf != NULL || c.inlen != 0)
            return 1;
        puts("the second reset is harmless");
    }
    return 0;
}
