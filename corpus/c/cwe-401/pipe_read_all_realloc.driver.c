// When the buffer cannot grow any more, the block that was there must be freed.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int calls, fail_at, blocks;

static void *my_realloc(void *p, size_t n)
{
    if (++calls == fail_at)
        return NULL;
    blocks += p == NULL;
    return realloc(p, n);
}

static void my_free(void *p)
{
    blocks -= p != NULL;
    free(p);
}

#define realloc my_realloc
#define free my_free
#include "example.c"

int main(int argc, char **argv)
{
    int fd[2], benign = argc > 1 && strcmp(argv[1], "benign") == 0;
    char block[3000];
    size_t n = 0;

    memset(block, 'r', sizeof(block));
    if (pipe(fd) != 0 || write(fd[1], block, sizeof(block)) != sizeof(block))
        return 1;
    close(fd[1]);
    fail_at = benign ? 0 : 3;
    char *text = read_all(fd[0], &n);
    if (benign) {
        printf("%zu %.4s\n", n, text);
        free(text);
        printf("%s\n", read_all(-1, &n) == NULL ? "error" : "text");
        return 0;
    }
    if (text != NULL)
        return 1;
    if (blocks != 0) {
        printf("%d block was not freed\n", blocks);
        return 10;
    }
    return 0;
}
