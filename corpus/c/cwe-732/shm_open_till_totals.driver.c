// Shows who else may open the totals. The objects are files of the working folder here.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_here(const char *name, int flags, mode_t mode)
{
    return open(name + 1, flags, mode);
}

static int unlink_here(const char *name)
{
    return unlink(name + 1);
}

#define shm_open open_here
#define shm_unlink unlink_here
#include "example.c"

int main(int argc, char **argv)
{
    struct stat st;

    umask(0);
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (create_totals("/till-4") == NULL || stat("till-4", &st) == -1)
            return 1;
        if ((st.st_mode & 077) != 0) {
            printf("other accounts may open the totals: %o\n", (unsigned)st.st_mode & 0777);
            return 10;
        }
        /* another account made this one first and has it open */
        close(open("till-5", O_RDWR | O_CREAT, 0666));
        if (create_totals("/till-5") != NULL) {
            printf("the totals are in memory of another account\n");
            return 10;
        }
        return 0;
    }
    struct till_totals *t = create_totals("/till-4");
    if (t == NULL)
        return 1;
    printf("%ld %ld\n", t->cash_cents, t->card_cents);
    t->card_cents = 2550;
    int fd = open("till-4", O_RDONLY);
    struct till_totals *other = mmap(NULL, sizeof(*other), PROT_READ, MAP_SHARED, fd, 0);
    if (other == MAP_FAILED)
        return 1;
    printf("%ld %ld\n", other->cash_cents, other->card_cents);
    printf("no folder: %d\n", create_totals("/missing/till-4") == NULL);
    return 0;
}
