// The length 65535 read into a signed type is -1, which passes both comparisons.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    char *out = malloc(256);
    int n;

    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        n = frame_text((const uint8_t *)"\0\5storm", 7, out);
        printf("%d %s ", n, out);
        n = frame_text((const uint8_t *)"\0\0", 2, out);
        printf("%d [%s] ", n, out);
        printf("%d ", frame_text((const uint8_t *)"\0\6storm", 7, out));
        printf("%d\n", frame_text((const uint8_t *)"\1\6storm", 7, out));
        free(out);
        return 0;
    }
    n = frame_text((const uint8_t *)"\xff\xffstorm", 7, out);
    printf("%d\n", n);
    free(out);
    return n == -1 ? 0 : 1;
}
