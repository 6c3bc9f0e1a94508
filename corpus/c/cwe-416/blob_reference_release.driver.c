// The last reference frees the blob; the count is then read out of the freed block.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int keep; /* set: freed blocks stay as they are, as they often do by chance */

static void my_free(void *p)
{
    if (!keep)
        free(p);
}

#define free my_free
#include "example.c"

int main(int argc, char **argv)
{
    struct blob *b = malloc(sizeof(*b) + 4);
    b->refs = 3;
    b->len = 4;
    memcpy(b->data, "data", 4);
    struct blob *first = b, *second = b, *third = b, *none = NULL;

    printf("%u", blob_unref(&first));
    printf(" %u", blob_unref(&second));
    printf(" %u %d %.4s\n", blob_unref(&none), first == NULL, (const char *)third->data);
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (blob_unref(&third) != 0 || third != NULL || blob_unref(&third) != 0)
            return 1;
        puts("the last reference is dropped");
        return 0;
    }
    keep = 1;
    printf("%u", blob_unref(&third));
    printf(" %d\n", third == NULL);
    return 0;
}
