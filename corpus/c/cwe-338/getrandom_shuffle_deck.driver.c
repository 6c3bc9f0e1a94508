// Shows whether somebody who knows the clock knows the deck.
#include <stdio.h>
#include <string.h>
#include <time.h>

static time_t fixed_time(time_t *out)
{
    (void)out;
    return 1700000000;
}

#define time fixed_time
#include "example.c"

static int fresh(unsigned char *deck)
{
    for (int i = 0; i < 52; i++)
        deck[i] = (unsigned char)i;
    return shuffle_deck(deck);
}

int main(int argc, char **argv)
{
    unsigned char table[52], guess[52], seen[52] = {0};

    int rc = fresh(table);
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        fresh(guess);
        if (memcmp(table, guess, sizeof(table)) != 0)
            return 0;
        printf("the same clock gives the same deck\n");
        return 10;
    }
    int distinct = 0, moved = 0;
    for (int i = 0; i < 52; i++) {
        distinct += table[i] < 52 && !seen[table[i] % 52];
        seen[table[i] % 52] = 1;
        moved |= table[i] != i;
    }
    printf("%d, %d cards, moved %d\n", rc, distinct, moved);
    return 0;
}
