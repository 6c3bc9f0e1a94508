// seccoder-example: 1
// title: Notify observers that may remove themselves
// guideline: While callbacks run, only mark removed list nodes; free them after the walk.
// cwe: CWE-416
// apis: free
// applies: callbacks, event handling
// --- secure ---
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

struct observer { /* the first member of a block from malloc */
    struct observer *next;
    void (*changed)(struct observer *o, int value);
    bool gone;
};

struct subject {
    struct observer *first;
    unsigned notifying;
};

static void sweep(struct subject *s)
{
    for (struct observer **at = &s->first; *at != NULL;) {
        struct observer *o = *at;
        if (o->gone) {
            *at = o->next;
            free(o);
        } else
            at = &o->next;
    }
}

void observer_remove(struct subject *s, struct observer *o)
{
    o->gone = true;
    if (s->notifying == 0)
        sweep(s);
}

void subject_notify(struct subject *s, int value)
{
    s->notifying++;
    for (struct observer *o = s->first; o != NULL; o = o->next) {
        if (!o->gone)
            o->changed(o, value);
    }
    if (--s->notifying == 0)
        sweep(s);
}
// --- vulnerable ---
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

struct observer { /* the first member of a block from malloc */
    struct observer *next;
    void (*changed)(struct observer *o, int value);
    bool gone;
};

struct subject {
    struct observer *first;
    unsigned notifying;
};

static void sweep(struct subject *s)
{
    for (struct observer **at = &s->first; *at != NULL;) {
        struct observer *o = *at;
        if (o->gone) {
            *at = o->next;
            free(o);
        } else
            at = &o->next;
    }
}

void observer_remove(struct subject *s, struct observer *o)
{
    o->gone = true;
    sweep(s);
}

void subject_notify(struct subject *s, int value)
{
    s->notifying++;
    for (struct observer *o = s->first; o != NULL; o = o->next) {
        if (!o->gone)
            o->changed(o, value);
    }
    if (--s->notifying == 0)
        sweep(s);
}
