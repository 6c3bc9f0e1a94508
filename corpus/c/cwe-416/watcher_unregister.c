// seccoder-example: 1
// title: Destroy an event watcher that a loop still knows about
// guideline: Remove an object from every table that refers to it before freeing it.
// cwe: CWE-416
// apis: free
// applies: event loops, callbacks
// --- secure ---
#include <stddef.h>
#include <stdlib.h>

#define MAX_WATCHERS 32

struct watcher {
    struct loop *loop;
    int fd;
    void (*ready)(struct watcher *w);
};

struct loop {
    struct watcher *slot[MAX_WATCHERS];
};

void watcher_destroy(struct watcher *w)
{
    for (size_t i = 0; i < MAX_WATCHERS; i++) {
        if (w->loop->slot[i] == w)
            w->loop->slot[i] = NULL;
    }
    free(w);
}

void loop_ready(struct loop *l, int fd)
{
    for (size_t i = 0; i < MAX_WATCHERS; i++) {
        if (l->slot[i] != NULL && l->slot[i]->fd == fd)
            l->slot[i]->ready(l->slot[i]);
    }
}
// --- vulnerable ---
#include <stddef.h>
#include <stdlib.h>

#define MAX_WATCHERS 32

struct watcher {
    struct loop *loop;
    int fd;
    void (*ready)(struct watcher *w);
};

struct loop {
    struct watcher *slot[MAX_WATCHERS];
};

void watcher_destroy(struct watcher *w)
{
    free(w);
}

void loop_ready(struct loop *l, int fd)
{
    for (size_t i = 0; i < MAX_WATCHERS; i++) {
        if (l->slot[i] != NULL && l->slot[i]->fd == fd)
            l->slot[i]->ready(l->slot[i]);
    }
}
