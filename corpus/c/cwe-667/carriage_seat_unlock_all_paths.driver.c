// Shows whether asking for a taken seat blocks everybody who comes later.
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include "example.c"

static struct carriage coach = {.lock = PTHREAD_MUTEX_INITIALIZER};

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        reserve_seat(&coach, 11, 501);
        reserve_seat(&coach, 11, 502);
        if (pthread_mutex_trylock(&coach.lock) == 0)
            return 0;
        printf("the lock of the carriage is held for good\n");
        return 10;
    }
    printf("%d", reserve_seat(&coach, 11, 501));
    printf(" %d", reserve_seat(&coach, 12, 502));
    printf(" %d", reserve_seat(&coach, 80, 503));
    printf(" %d", reserve_seat(&coach, 13, 0));
    printf(" taken %zu, 11 by %u\n", coach.taken, coach.ticket[11]);
    return 0;
}
