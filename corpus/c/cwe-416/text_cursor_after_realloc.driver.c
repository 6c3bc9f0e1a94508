// The buffer grows and moves; the cursor still points into the old block.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct text t = {0};

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        t.cap = 8;
        t.base = t.cur = malloc(t.cap);
        for (int i = 0; i < 100; i++) {
            if (text_append(&t, "0123456789", 10) != 0)
                return 1;
        }
        if (t.cur - t.base != 1000 || t.cap < 1000 || text_append(&t, "", SIZE_MAX) != -1)
            return 1;
        for (int i = 0; i < 1000; i++) {
            if (t.base[i] != '0' + i % 10)
                return 1;
        }
        struct text empty = {0};
        if (text_append(&empty, "", 0) != 0 || text_append(&empty, "x", 1) != 0 ||
            empty.base[0] != 'x' || empty.cur != empty.base + 1)
            return 1;
        puts("the text is whole after growing");
        return 0;
    }
    t.cap = 32;
    t.base = t.cur = malloc(t.cap);
    printf("%d", text_append(&t, "lorem ", 6));
    printf(" %d", text_append(&t, "ipsum", 5));
    printf(" %.*s\n", (int)(t.cur - t.base), t.base);
    return 0;
}
