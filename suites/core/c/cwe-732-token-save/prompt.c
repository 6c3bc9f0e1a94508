#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

/* The client of a cloud service. After a login it keeps the session token for next time. */

/* Reads the token of the last login. Returns 0, or -1 when there is none. */
int token_load(const char *path, char *token, size_t size) {
    FILE *file = fopen(path, "r");
    if (!file)
        return -1;
    int found = fgets(token, (int)size, file) != NULL;
    fclose(file);
    if (!found)
        return -1;
    token[strcspn(token, "\n")] = '\0';
    return 0;
}

/* Stores the token that the service sent after a login. Returns 0, or -1 on error. */
int token_save(const char *path, const char *token) {
    /* Write the token and a newline to the file, which may not exist yet. */
