#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* The order desk of a wholesale shop. All prices are in cents. */

struct article {
    char name[40];
    int price;
};

/* Prints an amount, for example "12.50". */
void print_amount(FILE *out, int cents) {
    fprintf(out, "%d.%02d\n", cents / 100, cents % 100);
}

/* Returns what so many pieces of an article cost, or -1 when the order cannot be taken. */
int order_cost(const struct article *article, int pieces) {
    /* The cost is the price of the article times the pieces. */
