#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

/* The mail program of a university, where many people work on the same machine. */

/* Tells whether there is a folder at the path. */
int is_folder(const char *path) {
    struct stat entry;
    return stat(path, &entry) == 0 && S_ISDIR(entry.st_mode);
}

/* Makes the folder for the mails of the user who runs the program. Returns 0, or -1 on error. */
int make_mail_folder(const char *path) {
    /* Create the folder. */
