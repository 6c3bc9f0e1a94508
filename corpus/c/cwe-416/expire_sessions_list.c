// seccoder-example: 1
// title: Remove expired sessions while walking a linked list
// guideline: Unlink a node and read its next pointer before freeing it.
// cwe: CWE-416
// apis: free
// applies: linked lists, session stores
// --- secure ---
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

struct session {
    struct session *next;
    time_t expires;
};

size_t sessions_expire(struct session **head, time_t now)
{
    size_t removed = 0;
    struct session **link = head;

    while (*link != NULL) {
        struct session *s = *link;
        if (s->expires > now) {
            link = &s->next;
            continue;
        }
        *link = s->next;
        free(s);
        removed++;
    }
    return removed;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

struct session {
    struct session *next;
    time_t expires;
};

size_t sessions_expire(struct session **head, time_t now)
{
    size_t removed = 0;
    struct session **link = head;

    while (*link != NULL) {
        struct session *s = *link;
        if (s->expires > now) {
            link = &s->next;
            continue;
        }
        free(s);
        *link = s->next;
        removed++;
    }
    return removed;
}
