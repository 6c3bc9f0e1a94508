#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * A crawler asks every web site how often it may call. Sites answer with a rate:
 * "30/5" allows 30 requests in 5 seconds.
 */

struct site {
    char host[64];
    long gap_ms; /* how long to wait after a request */
};

/*
 * Returns how many whole milliseconds lie between two requests at a site's rate, for
 * example 166 for "30/5". Returns -1 for a text that is no rate.
 */
long request_gap_ms(const char *rate) {
    /* Read both numbers of the rate and work out the gap. */
