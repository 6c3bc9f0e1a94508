// Shows whether two guests who come at the same time can hold one seat.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int rival;

/* Just before the file is opened, another process takes the seat. */
static int open_after_rival(const char *path, int flags, unsigned mode)
{
    if (rival) {
        int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
        rival = 0;
        if (fd != -1) {
            dprintf(fd, "77\n");
            close(fd);
        }
    }
    return open(path, flags, mode);
}

#define open open_after_rival
#include "example.c"

static const char *holder(const char *path)
{
    static char line[32];
    FILE *f = fopen(path, "r");
    line[0] = '\0';
    if (f != NULL) {
        fgets(line, sizeof(line), f);
        fclose(f);
    }
    return line;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        rival = 1;
        int got = hold_seat("row-e-1", 5);
        if (got != 0 && strcmp(holder("row-e-1"), "77\n") == 0)
            return 0;
        printf("the seat was given away twice\n");
        return 10;
    }
    printf("%d", hold_seat("row-d-12", 5));
    printf(" %d", hold_seat("row-d-12", 6));
    printf(" %d ", hold_seat("row-d-13", 6));
    printf("%s", holder("row-d-12"));
    return 0;
}
