// The new thread is scheduled only after the starter has returned, or (benign) before it goes on.
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static sem_t go, done;
static int at_once, fail, live;
static void *(*entry)(void *);

static void *gate(void *arg)
{
    sem_wait(&go);
    void *result = entry(arg);
    sem_post(&done);
    return result;
}

static int my_create(pthread_t *t, const pthread_attr_t *attr, void *(*fn)(void *), void *arg)
{
    if (fail)
        return 11;
    entry = fn;
    if (pthread_create(t, attr, gate, arg) != 0)
        exit(1);
    if (at_once) {
        sem_post(&go);
        sem_wait(&done);
    }
    return 0;
}

static void *my_malloc(size_t n)
{
    live++;
    return malloc(n);
}

static void my_free(void *p)
{
    live--;
    free(p);
}

#define pthread_create my_create
#define malloc my_malloc
#define free my_free
#include "example.c"

int main(int argc, char **argv)
{
    pthread_t t;

    sem_init(&go, 0, 0);
    sem_init(&done, 0, 0);
    at_once = !(argc > 1 && strcmp(argv[1], "hostile") == 0);
    if (receipt_start(&t, stdout, 1204, 1905) != 0)
        return 1;
    if (!at_once)
        sem_post(&go);
    pthread_join(t, NULL);
    fail = 1;
    printf("%d", receipt_start(&t, stdout, 1205, 5));
    printf(", %d blocks left\n", live);
    return live != 0;
}
