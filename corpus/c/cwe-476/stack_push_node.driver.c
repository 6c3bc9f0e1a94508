// The allocation of the new node fails; the stack must stay as it was.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail;

static void *my_malloc(size_t n)
{
    return fail ? NULL : malloc(n);
}

#define malloc my_malloc
#include "example.c"

int main(int argc, char **argv)
{
    struct frame *top = NULL;

    for (int i = 1; i <= 3; i++)
        printf("%d ", stack_push(&top, i * 10));
    printf("%d %d %d %d\n", top->value, top->below->value, top->below->below->value,
           top->below->below->below == NULL);
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        struct frame *before = top;
        fail = 1;
        if (stack_push(&top, 40) != -1 || top != before)
            return 1;
        puts("a failed push leaves the stack alone");
    }
    return 0;
}
