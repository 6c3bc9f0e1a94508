#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A server for board games. Players tell their nickname, which is one word, when they join. */

struct player {
    int score;
    char nick[16];
};

/* Prints a player's line of the score table. */
void print_score(FILE *out, const struct player *player) {
    fprintf(out, "%s: %d\n", player->nick, player->score);
}

/* Reads the nickname of a player who joins. */
void read_nick(FILE *in, struct player *player) {
    /* Read the next word from in into player->nick. */
