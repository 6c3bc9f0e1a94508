#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How many messages the queue of a mail server takes. */

struct limits {
    int soft; /* from here on senders are asked to wait */
    int hard; /* from here on messages are refused */
    int burst; /* this many may come at once */
};

/* Tells whether one more message may join a queue of the given length. */
int may_join(const struct limits *limits, int length) {
    return length < limits->hard;
}

/*
 * Reads the limits from a line of the settings such as "soft=100 hard=250 burst=20".
 * The keys stand in any order, and a line need not hold all of them.
 */
struct limits parse_limits(const char *line) {
    struct limits limits;
    const char *at;
    /* Look for each of the three keys and take over the number behind it. */
