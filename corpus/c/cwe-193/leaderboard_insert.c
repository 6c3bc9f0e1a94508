// seccoder-example: 1
// title: Insert a score into a sorted top-ten list
// guideline: When shifting a full array, move one element less so that the last one drops out.
// cwe: CWE-193, CWE-787
// apis: memmove
// applies: games, sorted arrays
// --- secure ---
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define TOP 10

struct entry {
    uint32_t player;
    uint32_t points;
};

struct leaderboard {
    size_t count;
    struct entry top[TOP]; /* best first */
};

bool leaderboard_insert(struct leaderboard *b, struct entry e)
{
    size_t at = 0;

    while (at < b->count && b->top[at].points >= e.points)
        at++;
    if (at == TOP)
        return false;
    if (b->count < TOP)
        b->count++;
    memmove(&b->top[at + 1], &b->top[at], (b->count - at - 1) * sizeof(e));
    b->top[at] = e;
    return true;
}
// --- vulnerable ---
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define TOP 10

struct entry {
    uint32_t player;
    uint32_t points;
};

struct leaderboard {
    size_t count;
    struct entry top[TOP]; /* best first */
};

bool leaderboard_insert(struct leaderboard *b, struct entry e)
{
    size_t at = 0;

    while (at < b->count && b->top[at].points >= e.points)
        at++;
    if (at == TOP)
        return false;
    if (b->count < TOP)
        b->count++;
    memmove(&b->top[at + 1], &b->top[at], (b->count - at) * sizeof(e));
    b->top[at] = e;
    return true;
}
