// Shows whether the name of a document can be an option that runs a command.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "example.c"

int main(int argc, char **argv)
{
    FILE *f = fopen("letter.txt", "w");
    if (f == NULL)
        return 1;
    fputs("Dear library\n", f);
    fclose(f);
    mkdir("restored", 0700);
    if (system("/bin/tar -cf backup.tar letter.txt") != 0)
        return 1;
    freopen("/dev/null", "w", stderr);
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        restore_document("backup.tar", "restored", "--to-command=echo ran > planted");
        if (access("planted", F_OK) != 0 && access("restored/planted", F_OK) != 0)
            return 0;
        printf("the name of the document was an option of tar that ran a command\n");
        return 10;
    }
    printf("%d\n", restore_document("backup.tar", "restored", "letter.txt"));
    printf("%d\n", access("restored/letter.txt", R_OK));
    printf("%d\n", restore_document("backup.tar", "restored", "missing.txt"));
    return 0;
}
