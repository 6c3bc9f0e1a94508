// A leaf of the tree is removed; its node is freed before the player is read out of it.
#include <stdio.h>
#include <string.h>
#include "example.c"

static void *players;

static void add(unsigned id, unsigned score)
{
    struct player *p = malloc(sizeof(*p));
    *p = (struct player){id, score};
    tsearch(p, &players, by_id);
}

static void show(unsigned id)
{
    const struct player key = {.id = id};
    void *node = tfind(&key, &players, by_id);
    printf("%u: %d\n", id, node != NULL ? (int)(*(struct player **)node)->score : -1);
}

int main(int argc, char **argv)
{
    for (unsigned id = 1; id <= 7; id++)
        add(id, id * 100);
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        const unsigned order[] = {1, 4, 7, 2, 6, 3, 5};
        for (int i = 0; i < 7; i++) {
            for (int j = i; j < 7; j++)
                show(order[j]);
            if (player_remove(&players, order[i]) != 0 || player_remove(&players, order[i]) != -1)
                return 1;
        }
        puts(players == NULL ? "every player is gone" : "some are left");
        return players != NULL;
    }
    printf("%d %d\n", player_remove(&players, 8), player_remove(&players, 0));
    show(1);
    show(8);
    return 0;
}
