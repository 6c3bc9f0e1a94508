// A busy service has descriptors above FD_SETSIZE; the number alone makes FD_SET leave its set.
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "example.c"

int main(int argc, char **argv)
{
    int end[2];

    if (pipe(end) != 0)
        return 1;
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (wait_readable(5000, 0) != -1 || wait_readable(1000000000, 0) != -1)
            return 1;
        puts("high descriptors do no harm");
        return 0;
    }
    printf("%d ", wait_readable(end[0], 1));
    if (write(end[1], "4006381333931", 13) != 13)
        return 1;
    printf("%d ", wait_readable(end[0], 1000));
    printf("%d ", wait_readable(-1, 1));
    close(end[0]);
    printf("%d\n", wait_readable(end[0], 1));
    return 0;
}
