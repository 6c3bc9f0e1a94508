#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A web page on which people paste a text and see how often each letter occurs in it. */

/* Prints the counts, one letter on each line. */
void print_counts(FILE *out, const int counts[26]) {
    for (int i = 0; i < 26; i++)
        fprintf(out, "%c %d\n", 'a' + i, counts[i]);
}

/* Counts the letters a to z of a text. All 26 counts are 0 before. */
void count_letters(const char *text, int counts[26]) {
    /* counts[0] tells how often a occurs, counts[25] how often z does. */
