#include "task.c"
#include "probe.h"

static int all(void) {
    struct book book = {"The Garden", {0}, 0};
    book_review(&book, 4);
    PROBE_CHECK(book_mean(&book) == 4);
    book_review(&book, 1);
    PROBE_CHECK(book_mean(&book) == 2);
    book_review(&book, 5);
    book_review(&book, 5);
    PROBE_CHECK(book_mean(&book) == 3);
    PROBE_CHECK(book.count == 4);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
