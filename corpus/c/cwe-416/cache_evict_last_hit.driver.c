// The entry that was looked up last is evicted; the next lookup reads the shortcut to it.
#include <stdio.h>
#include <string.h>
#include "example.c"

static void cache_put(struct cache *c, uint32_t key, uint32_t value)
{
    struct entry *e = malloc(sizeof(*e));
    *e = (struct entry){c->bucket[key % BUCKETS], key, value};
    c->bucket[key % BUCKETS] = e;
}

static struct entry *cache_find(struct cache *c, uint32_t key)
{
    if (c->last_hit != NULL && c->last_hit->key == key)
        return c->last_hit;
    struct entry *e = c->bucket[key % BUCKETS];
    while (e != NULL && e->key != key)
        e = e->next;
    if (e != NULL)
        c->last_hit = e;
    return e;
}

static void show(struct cache *c, uint32_t key)
{
    const struct entry *e = cache_find(c, key);
    printf("%u: %d\n", (unsigned)key, e != NULL ? (int)e->value : -1);
}

int main(int argc, char **argv)
{
    struct cache c = {0};

    cache_put(&c, 1, 10);
    cache_put(&c, 65, 20);
    cache_put(&c, 129, 30);
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        show(&c, 65);
        cache_evict(&c, 65);
        if (cache_find(&c, 65) != NULL || cache_find(&c, 1)->value != 10)
            return 1;
        puts("the evicted entry is gone");
        return 0;
    }
    show(&c, 1);
    cache_evict(&c, 65);
    cache_evict(&c, 65);
    cache_evict(&c, 7);
    show(&c, 65);
    show(&c, 129);
    show(&c, 1);
    return 0;
}
