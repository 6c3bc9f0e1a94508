#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* The tidy command of a note keeper works on the lists that the user dropped into it. */

extern char **environ;

/* Counts the lines of a list. Returns -1 when it cannot be read. */
int count_lines(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file)
        return -1;
    int count = 0;
    for (int c = getc(file); c != EOF; c = getc(file))
        count += c == '\n';
    fclose(file);
    return count;
}

/*
 * Sorts the lines of the list at `from` into the file `to`, which is made if need be.
 * Returns 0, or -1 when that did not work.
 */
int sort_lines(const char *from, const char *to) {
    /* Run the program sort on the list and have it write its output to the other file. */
