// A \u escape at the end of the text must not be read past the end of the buffer.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

static long decode(const char *text)
{
    size_t n = strlen(text);
    char *s = malloc(n);

    memcpy(s, text, n);
    long len = json_unescape(s, n);
    printf("%ld", len);
    for (long i = 0; i < len; i++)
        printf(" %02x", (unsigned char)s[i]);
    printf("\n");
    free(s);
    return len;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        decode("a\\tb\\\\\\\"");
        decode("\\u0041\\u00e9\\u20AC!");
        decode("\\ud800x");
        decode("\\u00zz");
        decode("\\");
        decode("\\q12345");
        return 0;
    }
    return decode("price \\u20") == -1 ? 0 : 1;
}
