// seccoder-example: 1
// title: Push a value onto a linked stack
// guideline: Check the result of malloc before writing through it and report the failure.
// cwe: CWE-476
// apis: malloc
// applies: libc, linked lists
// --- secure ---
#include <stdlib.h>

struct frame {
    struct frame *below;
    int value;
};

int stack_push(struct frame **top, int value)
{
    struct frame *f = malloc(sizeof(*f));

    if (f == NULL)
        return -1;
    f->value = value;
    f->below = *top;
    *top = f;
    return 0;
}
// --- vulnerable ---
#include <stdlib.h>

struct frame {
    struct frame *below;
    int value;
};

int stack_push(struct frame **top, int value)
{
    struct frame *f = malloc(sizeof(*f));

    f->value = value;
    f->below = *top;
    *top = f;
    return 0;
}
