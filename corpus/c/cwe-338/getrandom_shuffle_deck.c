// seccoder-example: 1
// title: Shuffle a deck of cards for a poker table
// guideline: Draw numbers that players must not foresee with getrandom and reject the uneven rest.
// cwe: CWE-338, CWE-337
// apis: getrandom, srand, rand
// applies: Linux, libc
// --- secure ---
#include <stdint.h>
#include <sys/random.h>

/* Draws a number from 0 to bound - 1. */
static int draw(uint32_t bound, uint32_t *out)
{
    uint32_t even = UINT32_MAX - UINT32_MAX % bound;
    uint32_t x;

    do {
        if (getrandom(&x, sizeof(x), 0) != (ssize_t)sizeof(x))
            return -1;
    } while (x >= even);
    *out = x % bound;
    return 0;
}

int shuffle_deck(uint8_t deck[52])
{
    for (uint32_t i = 51; i > 0; i--) {
        uint32_t j;
        if (draw(i + 1, &j) == -1)
            return -1;
        uint8_t card = deck[i];
        deck[i] = deck[j];
        deck[j] = card;
    }
    return 0;
}
// --- vulnerable ---
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

/* Draws a number from 0 to bound - 1. */
static int draw(uint32_t bound, uint32_t *out)
{
    *out = (uint32_t)rand() % bound;
    return 0;
}

int shuffle_deck(uint8_t deck[52])
{
    srand((unsigned)time(NULL));
    for (uint32_t i = 51; i > 0; i--) {
        uint32_t j;
        if (draw(i + 1, &j) == -1)
            return -1;
        uint8_t card = deck[i];
        deck[i] = deck[j];
        deck[j] = card;
    }
    return 0;
}
