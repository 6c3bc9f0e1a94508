// With the next slot at 0 the newest sample is the last one; the remainder gives -1 instead.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct ring *r = calloc(1, sizeof(*r));
    int16_t v = 0;

    for (int i = 0; i < RING_SIZE; i++)
        r->sample[i] = (int16_t)(100 + i);
    r->filled = RING_SIZE;
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        for (r->head = 0; r->head < RING_SIZE; r->head++) {
            for (int age = 0; age < RING_SIZE; age++) {
                int slot = (r->head + RING_SIZE - 1 - age) % RING_SIZE;
                if (!ring_peek(r, age, &v) || v != 100 + slot)
                    return 1;
            }
        }
        puts("every age is found in every position");
        return 0;
    }
    r->head = 10;
    for (int age = 0; age < 10; age += 3) {
        bool held = ring_peek(r, age, &v);
        printf("%d %d\n", held, v);
    }
    printf("%d %d\n", ring_peek(r, RING_SIZE, &v), ring_peek(r, -1, &v));
    return 0;
}
