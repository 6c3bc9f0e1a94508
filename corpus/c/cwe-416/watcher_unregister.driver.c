// A watcher is destroyed, also from within its own callback, and its descriptor gets ready again.
#include <stdio.h>
#include <string.h>
#include "example.c"

static int calls;

static void count(struct watcher *w)
{
    calls += w->fd;
}

static void count_once(struct watcher *w)
{
    calls += w->fd;
    watcher_destroy(w);
}

static struct watcher *watch(struct loop *l, size_t slot, int fd, void (*ready)(struct watcher *))
{
    struct watcher *w = malloc(sizeof(*w));
    *w = (struct watcher){l, fd, ready};
    l->slot[slot] = w;
    return w;
}

int main(int argc, char **argv)
{
    struct loop l = {0};
    struct watcher *w = watch(&l, 0, 3, count);

    watch(&l, 5, 4, count);
    loop_ready(&l, 3);
    loop_ready(&l, 4);
    loop_ready(&l, 9);
    printf("%d\n", calls);
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        watcher_destroy(w);
        loop_ready(&l, 3);
        watch(&l, 0, 8, count_once);
        loop_ready(&l, 8);
        loop_ready(&l, 8);
        if (calls != 3 + 4 + 8)
            return 1;
        puts("destroyed watchers are not called");
    }
    return 0;
}
