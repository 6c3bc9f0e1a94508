// seccoder-example: 1
// title: Withdraw coins from a game wallet shared by threads
// guideline: Check and change shared state under one hold of the lock.
// cwe: CWE-362, CWE-367
// apis: pthread_mutex_lock, pthread_mutex_unlock
// applies: POSIX threads
// --- secure ---
#include <pthread.h>

struct wallet {
    pthread_mutex_t lock;
    long coins;
};

/* Returns 0, or -1 when the wallet does not hold so much. */
int wallet_withdraw(struct wallet *w, long amount)
{
    int rc = -1;

    if (amount <= 0)
        return -1;
    if (pthread_mutex_lock(&w->lock) != 0)
        return -1;
    if (w->coins >= amount) {
        w->coins -= amount;
        rc = 0;
    }
    pthread_mutex_unlock(&w->lock);
    return rc;
}
// --- vulnerable ---
#include <pthread.h>

struct wallet {
    pthread_mutex_t lock;
    long coins;
};

/* Returns 0, or -1 when the wallet does not hold so much. */
int wallet_withdraw(struct wallet *w, long amount)
{
    if (amount <= 0 || w->coins < amount)
        return -1;
    if (pthread_mutex_lock(&w->lock) != 0)
        return -1;
    w->coins -= amount;
    pthread_mutex_unlock(&w->lock);
    return 0;
}
