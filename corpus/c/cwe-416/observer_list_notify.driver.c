// An observer that removes itself in its callback must not be touched after it is freed.
#include <stdio.h>
#include <string.h>
#include "example.c"

struct alarm_bell {
    struct observer o;
    struct subject *s;
    const char *name;
    bool once;
};

static void ring(struct observer *o, int value)
{
    struct alarm_bell *b = (struct alarm_bell *)o;

    printf("%s %d\n", b->name, value);
    if (b->once)
        observer_remove(b->s, o);
}

static struct observer *add(struct subject *s, const char *name, bool once)
{
    struct alarm_bell *b = calloc(1, sizeof(*b));

    b->o.changed = ring;
    b->o.next = s->first;
    b->s = s;
    b->name = name;
    b->once = once;
    s->first = &b->o;
    return &b->o;
}

int main(int argc, char **argv)
{
    bool once = !(argc > 1 && strcmp(argv[1], "benign") == 0);
    struct subject s = { NULL, 0 };
    struct observer *roof = add(&s, "roof", false), *gate = add(&s, "gate", once);
    struct observer *yard = add(&s, "yard", false);

    subject_notify(&s, 1);
    if (!once)
        observer_remove(&s, gate);
    subject_notify(&s, 2);
    observer_remove(&s, roof);
    observer_remove(&s, yard);
    return s.first == NULL ? 0 : 1;
}
