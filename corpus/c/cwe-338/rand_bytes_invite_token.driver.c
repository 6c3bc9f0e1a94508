// Shows whether somebody who knows the clock knows the token.
// libs: -lcrypto
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

int main(int argc, char **argv)
{
    char token[INVITE_LEN + 1], guess[INVITE_LEN + 1];

    int rc = make_invite(token);
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        make_invite(guess);
        if (rc == 0 && strcmp(token, guess) != 0)
            return 0;
        printf("the same clock gives the same token\n");
        return 10;
    }
    printf("%d, %zu characters, %zu of the alphabet\n", rc, strlen(token),
           strspn(token, symbols));
    return 0;
}
