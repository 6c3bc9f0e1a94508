// Shows what is reported when the disk takes no more bytes.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct rlimit size;
    char line[64];
    FILE *journal = fopen("journal", "w+");

    if (journal == NULL)
        return 1;
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        signal(SIGXFSZ, SIG_IGN);
        if (getrlimit(RLIMIT_FSIZE, &size) == -1)
            return 1;
        rlim_t before = size.rlim_cur;
        size.rlim_cur = 0;
        setrlimit(RLIMIT_FSIZE, &size);
        int rc = book_payment(journal, 1001, 2550);
        size.rlim_cur = before;
        setrlimit(RLIMIT_FSIZE, &size);
        if (rc != 0)
            return 0;
        printf("booked, although nothing could be written\n");
        return 10;
    }
    printf("%d", book_payment(journal, 1001, 2550));
    printf(" %d\n", book_payment(journal, 1002, -400));
    rewind(journal);
    while (fgets(line, sizeof(line), journal) != NULL)
        fputs(line, stdout);
    return fclose(journal);
}
