#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Message boards. Every user may open a board and write the text with which it greets its
 * members. The mark %s in that text stands for the member's name; it may be left out.
 */

struct board {
    char title[40];
    char greeting[120];
};

/* Makes a board with the title and the greeting that its owner typed. */
void board_open(struct board *board, const char *title, const char *greeting) {
    snprintf(board->title, sizeof board->title, "%s", title);
    snprintf(board->greeting, sizeof board->greeting, "%s", greeting);
}

/* Greets a member who has just come in. */
void greet(FILE *out, const struct board *board, const char *member) {
    /* Write the greeting with the member's name in it, and a newline. */
