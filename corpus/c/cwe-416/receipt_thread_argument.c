// seccoder-example: 1
// title: Print a receipt from a second thread
// guideline: Let the thread that uses an argument free it; the starter frees it only on failure.
// cwe: CWE-416, CWE-362
// apis: pthread_create, free
// applies: POSIX, threads, shops
// --- secure ---
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct receipt {
    FILE *printer;
    unsigned order;
    unsigned cents;
};

static void *receipt_print(void *arg)
{
    struct receipt *r = arg;

    fprintf(r->printer, "Order %u: %u.%02u\n", r->order, r->cents / 100, r->cents % 100);
    free(r);
    return NULL;
}

int receipt_start(pthread_t *thread, FILE *printer, unsigned order, unsigned cents)
{
    struct receipt *r = malloc(sizeof(*r));
    if (r == NULL)
        return -1;
    *r = (struct receipt){printer, order, cents};
    if (pthread_create(thread, NULL, receipt_print, r) != 0) {
        free(r);
        return -1;
    }
    return 0;
}
// --- vulnerable ---
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct receipt {
    FILE *printer;
    unsigned order;
    unsigned cents;
};

static void *receipt_print(void *arg)
{
    struct receipt *r = arg;

    fprintf(r->printer, "Order %u: %u.%02u\n", r->order, r->cents / 100, r->cents % 100);
    return NULL;
}

int receipt_start(pthread_t *thread, FILE *printer, unsigned order, unsigned cents)
{
    struct receipt *r = malloc(sizeof(*r));
    if (r == NULL)
        return -1;
    *r = (struct receipt){printer, order, cents};
    int failed = pthread_create(thread, NULL, receipt_print, r);
    free(r);
    return failed ? -1 : 0;
}
