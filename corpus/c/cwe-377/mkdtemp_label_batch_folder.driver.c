// Shows whether a folder that another account prepared is taken over.
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "example.c"

int main(int argc, char **argv)
{
    char folder[128], guess[128], inside[160];
    struct stat st;

    mkdir("base", 0700);
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        snprintf(guess, sizeof(guess), "base/labels-%ld", (long)getpid());
        mkdir(guess, 0777);
        snprintf(inside, sizeof(inside), "%s/label-1.pdf", guess);
        symlink("/nowhere", inside);
        int rc = make_batch_folder("base", folder, sizeof(folder));
        snprintf(inside, sizeof(inside), "%s/label-1.pdf", folder);
        if (rc == 0 && lstat(inside, &st) == 0) {
            printf("the batch goes to a folder that somebody else prepared\n");
            return 10;
        }
        return 0;
    }
    printf("%d", make_batch_folder("base", folder, sizeof(folder)));
    printf(" folder %d", stat(folder, &st) == 0 && S_ISDIR(st.st_mode));
    printf(" %d", make_batch_folder("missing", folder, sizeof(folder)));
    printf(" %d\n", make_batch_folder("base", folder, 8));
    return 0;
}
