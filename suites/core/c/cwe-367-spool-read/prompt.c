#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

/*
 * The mail service, which runs as root, picks up outgoing mail from a spool folder into
 * which every user may put files.
 */

/* Tells whether a text begins like a mail. */
int looks_like_mail(const char *text) {
    return strncmp(text, "From: ", 6) == 0;
}

/*
 * Reads an entry of the spool into a new string. Entries are regular files; for anything
 * else under that name, such as a folder or a symbolic link, the answer is NULL.
 */
char *spool_read(const char *path) {
    /* See that it is a regular file, then read all of it into a string. */
