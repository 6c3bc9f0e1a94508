// Shows whether a helper program gets at the open journal.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "example.c"

int main(int argc, char **argv)
{
    char command[96], line[16] = "";
    struct stat st;

    /* The shell can name descriptors of one digit only. */
    for (int i = 3; i < 10; i++)
        close(i);
    unlink("journal");
    int fd = open_till_journal("journal");

    if (fd == -1 || write(fd, "1001 2550\n", 10) != 10)
        return 1;
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        snprintf(command, sizeof(command), "exec 2>/dev/null; echo 'forged' >&%d", fd);
        system(command);
        if (fstat(fd, &st) == 0 && st.st_size == 10)
            return 0;
        printf("a helper program wrote to the journal\n");
        return 10;
    }
    lseek(fd, 0, SEEK_SET);
    printf("%d ", (int)read(fd, line, 10));
    printf("%s", line);
    printf("second %d\n", open_till_journal("journal"));
    return stat("journal", &st) == 0 && (st.st_mode & 077) == 0 ? 0 : 1;
}
