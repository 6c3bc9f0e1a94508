#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The command prompt of a router. */

#define MAX_WORDS 8

struct command {
    int count; /* how many words there are */
    char *words[MAX_WORDS]; /* the words and then NULL, as execv wants it */
};

/* Prints the words of a command, one on each line. */
void command_print(FILE *out, const struct command *command) {
    for (char *const *word = command->words; *word; word++)
        fprintf(out, "%s\n", *word);
}

/*
 * Splits a line at its spaces. The words stay where they are in the line, which is
 * changed for that. Returns the number of words.
 */
int command_parse(struct command *command, char *line) {
    /* Take the words of the line, as many as fit, and end the list with NULL. */
