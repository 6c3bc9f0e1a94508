// The copy and the original are both cleared; each must own its lines.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    int benign = argc > 1 && strcmp(argv[1], "benign") == 0;
    struct order a = { strdup("Baker Ltd"), calloc(2, sizeof(struct line)), 2 }, b;

    a.line[0] = (struct line){ 17, 3 };
    a.line[1] = (struct line){ 80, 1 };
    if (order_copy(&b, &a) != 0)
        return 1;
    printf("%s %zu %u %u\n", b.customer, b.count, b.line[0].article, b.line[1].amount);
    if (benign) {
        order_clear(&a);
        printf("%p %zu\n", (void *)a.line, a.count);
        return 0;
    }
    order_clear(&a);
    order_clear(&b);
    return 0;
}
