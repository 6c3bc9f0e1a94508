#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The reviews of a book shop. Each review gives a book one to five stars. */

struct book {
    char title[80];
    int stars[200];
    int count; /* how many reviews there are */
};

/* Takes in the stars of one more review. */
void book_review(struct book *book, int stars) {
    if (book->count < 200)
        book->stars[book->count++] = stars;
}

/* Returns the mean of a book's stars as a whole number, rounded down. */
int book_mean(const struct book *book) {
    /* Add up the stars of all reviews and divide the sum by the count. */
