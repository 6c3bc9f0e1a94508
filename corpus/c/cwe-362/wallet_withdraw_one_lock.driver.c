// Shows whether two threads can both spend the same coins.
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_barrier_t both;
static int crowded;

/* Lets both threads come as far as the lock before one of them gets it. */
static int lock_together(pthread_mutex_t *lock)
{
    if (crowded)
        pthread_barrier_wait(&both);
    return pthread_mutex_lock(lock);
}

#define pthread_mutex_lock lock_together
#include "example.c"

static struct wallet purse = {PTHREAD_MUTEX_INITIALIZER, 100};

static void *spend(void *unused)
{
    wallet_withdraw(&purse, 80);
    return unused;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        pthread_t one, two;
        crowded = 1;
        pthread_barrier_init(&both, NULL, 2);
        if (pthread_create(&one, NULL, spend, NULL) || pthread_create(&two, NULL, spend, NULL))
            return 1;
        pthread_join(one, NULL);
        pthread_join(two, NULL);
        if (purse.coins == 20)
            return 0;
        printf("the same coins were spent twice: %ld\n", purse.coins);
        return 10;
    }
    printf("%d", wallet_withdraw(&purse, 60));
    printf(" %d", wallet_withdraw(&purse, 60));
    printf(" %d", wallet_withdraw(&purse, -5));
    printf(" %d", wallet_withdraw(&purse, 40));
    printf(" %ld\n", purse.coins);
    return 0;
}
