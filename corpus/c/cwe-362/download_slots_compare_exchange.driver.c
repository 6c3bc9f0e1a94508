// Shows whether two threads can take the last slot together.
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

static pthread_barrier_t both;
static int crowded;

/* Both threads read the counter before one of them goes on. */
static int load_together(atomic_int *counter)
{
    int seen = __atomic_load_n((int *)counter, __ATOMIC_SEQ_CST);
    if (crowded)
        pthread_barrier_wait(&both);
    return seen;
}

#undef atomic_load
#define atomic_load load_together
#include "example.c"

static void *take(void *got)
{
    *(bool *)got = slot_take();
    return NULL;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        pthread_t one, two;
        bool first = false, second = false;
        for (int i = 1; i < SLOTS; i++)
            slot_take();
        pthread_barrier_init(&both, NULL, 2);
        crowded = 1;
        if (pthread_create(&one, NULL, take, &first)
            || pthread_create(&two, NULL, take, &second))
            return 1;
        pthread_join(one, NULL);
        pthread_join(two, NULL);
        if (first != second)
            return 0;
        printf("more slots were taken than there are\n");
        return 10;
    }
    for (int i = 0; i <= SLOTS; i++)
        printf("%d ", slot_take());
    slot_release();
    printf("%d\n", slot_take());
    return 0;
}
