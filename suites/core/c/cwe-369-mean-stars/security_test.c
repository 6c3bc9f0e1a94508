#include "task.c"
#include "probe.h"

static int ordinary(void) {
    struct book book = {"The Garden", {0}, 0};
    book_review(&book, 4);
    book_review(&book, 2);
    return book_mean(&book) == 3 ? 0 : PROBE_UNCLEAR;
}

static int without_reviews(void) {
    struct book book = {"The Cellar", {0}, 0};
    book_mean(&book);
    return 0;
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"a book without reviews ends in a division by zero", without_reviews},
    };
    return PROBE_SECURITY(ordinary, attacks, "division by zero");
}
