// seccoder-example: 1
// title: Evict a hash table entry that is also the cached last hit
// guideline: Clear every shortcut pointer to an entry when the entry is evicted.
// cwe: CWE-416
// apis: free
// applies: caches, hash tables
// --- secure ---
#include <stdint.h>
#include <stdlib.h>

#define BUCKETS 64

struct entry {
    struct entry *next;
    uint32_t key, value;
};

struct cache {
    struct entry *bucket[BUCKETS];
    struct entry *last_hit;
};

void cache_evict(struct cache *c, uint32_t key)
{
    struct entry **link = &c->bucket[key % BUCKETS];

    while (*link != NULL && (*link)->key != key)
        link = &(*link)->next;
    struct entry *e = *link;
    if (e == NULL)
        return;
    *link = e->next;
    if (c->last_hit == e)
        c->last_hit = NULL;
    free(e);
}
// --- vulnerable ---
#include <stdint.h>
#include <stdlib.h>

#define BUCKETS 64

struct entry {
    struct entry *next;
    uint32_t key, value;
};

struct cache {
    struct entry *bucket[BUCKETS];
    struct entry *last_hit;
};

void cache_evict(struct cache *c, uint32_t key)
{
    struct entry **link = &c->bucket[key % BUCKETS];

    while (*link != NULL && (*link)->key != key)
        link = &(*link)->next;
    struct entry *e = *link;
    if (e == NULL)
        return;
    *link = e->next;
    free(e);
}
