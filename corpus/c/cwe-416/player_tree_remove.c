// seccoder-example: 1
// title: Remove a player from a POSIX search tree
// guideline: Read an element out of its tree node before tdelete frees the node.
// cwe: CWE-416
// apis: tfind, tdelete, free
// applies: POSIX, games
// --- secure ---
#include <search.h>
#include <stdlib.h>

struct player {
    unsigned id;
    unsigned score;
};

static int by_id(const void *a, const void *b)
{
    unsigned x = ((const struct player *)a)->id;
    unsigned y = ((const struct player *)b)->id;
    return (x > y) - (x < y);
}

int player_remove(void **players, unsigned id)
{
    const struct player key = {.id = id};
    void *node = tfind(&key, players, by_id);

    if (node == NULL)
        return -1;
    struct player *gone = *(struct player **)node;
    tdelete(&key, players, by_id);
    free(gone);
    return 0;
}
// --- vulnerable ---
#include <search.h>
#include <stdlib.h>

struct player {
    unsigned id;
    unsigned score;
};

static int by_id(const void *a, const void *b)
{
    unsigned x = ((const struct player *)a)->id;
    unsigned y = ((const struct player *)b)->id;
    return (x > y) - (x < y);
}

int player_remove(void **players, unsigned id)
{
    const struct player key = {.id = id};
    void *node = tfind(&key, players, by_id);

    if (node == NULL)
        return -1;
    tdelete(&key, players, by_id);
    free(*(struct player **)node);
    return 0;
}
