// Text that decodes to more bytes than the buffer has must be refused.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    static const char *const text[] = { "aGVsbG8gcG9ydA==", "aGVsbG8", "aGVsbG8=", "a", "", "a*bc" };

    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
            uint8_t out[16];
            long n = base64_decode(out, sizeof(out), text[i]);
            printf("%ld %.*s\n", n, n > 0 ? (int)n : 0, (const char *)out);
        }
        return 0;
    }
    uint8_t *out = malloc(8);
    long n = base64_decode(out, 8, "QUFBQUFBQUFB");
    printf("%ld\n", n);
    free(out);
    return n == -1 ? 0 : 1;
}
