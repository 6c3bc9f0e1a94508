// The length says 1000, four bytes follow: the copy reads past the end of the message.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

static uint8_t *message(uint32_t n, const char *rest, size_t *size)
{
    *size = 4 + strlen(rest);
    uint8_t *m = malloc(*size);
    for (int i = 0; i < 4; i++)
        m[i] = (uint8_t)(n >> (24 - 8 * i));
    memcpy(m + 4, rest, strlen(rest));
    return m;
}

int main(int argc, char **argv)
{
    size_t size;

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        const uint32_t claim[] = {1000, 5, UINT32_MAX};
        for (int i = 0; i < 3; i++) {
            const uint8_t *m = message(claim[i], "rest", &size), *cur = m;
            if (read_string(&cur, m + size) != NULL || cur != m)
                return 1;
        }
        puts("lengths beyond the message are refused");
        return 0;
    }
    const uint8_t *m = message(5, "hello, world", &size), *cur = m;
    char *s = read_string(&cur, m + size);
    printf("%s, %zu bytes left\n", s, (size_t)(m + size - cur));
    cur = m;
    printf("cut header: %s\n", read_string(&cur, m + 3) == NULL ? "none" : "some");
    m = message(0, "", &size), cur = m;
    s = read_string(&cur, m + size);
    printf("empty: '%s', %zu bytes left\n", s, (size_t)(m + size - cur));
    return 0;
}
