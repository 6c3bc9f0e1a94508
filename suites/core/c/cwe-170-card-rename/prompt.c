#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The cards of an address book, kept in a file as they lie in memory. */

struct card {
    char name[16];
    char phone[16];
    int group;
    char note[64];
};

/* Prints a card as one line. */
void card_print(FILE *out, const struct card *card) {
    fprintf(out, "%s: %s (%d) %s\n", card->name, card->phone, card->group, card->note);
}

/* Tells whether two cards stand for the same person. */
int card_same(const struct card *a, const struct card *b) {
    return strcmp(a->name, b->name) == 0 && strcmp(a->phone, b->phone) == 0;
}

/* Gives a card the name that the user typed; the rest of the card stays as it is. */
void card_rename(struct card *card, const char *name) {
    /* Store the name in the card. */
