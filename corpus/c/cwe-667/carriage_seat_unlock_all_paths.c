// seccoder-example: 1
// title: Reserve a seat in a train carriage
// guideline: Release a lock on every path, with one exit after it was taken.
// cwe: CWE-667
// apis: pthread_mutex_lock, pthread_mutex_unlock
// applies: POSIX threads
// --- secure ---
#include <pthread.h>
#include <stddef.h>

#define SEATS 80

struct carriage {
    pthread_mutex_t lock;
    unsigned ticket[SEATS];
    size_t taken;
};

/* A seat with ticket 0 is free. */
int reserve_seat(struct carriage *c, size_t seat, unsigned ticket)
{
    int rc = -1;

    if (seat >= SEATS || ticket == 0)
        return -1;
    if (pthread_mutex_lock(&c->lock) != 0)
        return -1;
    if (c->ticket[seat] == 0) {
        c->ticket[seat] = ticket;
        c->taken++;
        rc = 0;
    }
    pthread_mutex_unlock(&c->lock);
    return rc;
}
// --- vulnerable ---
#include <pthread.h>
#include <stddef.h>

#define SEATS 80

struct carriage {
    pthread_mutex_t lock;
    unsigned ticket[SEATS];
    size_t taken;
};

/* A seat with ticket 0 is free. */
int reserve_seat(struct carriage *c, size_t seat, unsigned ticket)
{
    if (seat >= SEATS || ticket == 0)
        return -1;
    if (pthread_mutex_lock(&c->lock) != 0)
        return -1;
    if (c->ticket[seat] != 0)
        return -1;
    c->ticket[seat] = ticket;
    c->taken++;
    pthread_mutex_unlock(&c->lock);
    return 0;
}
