// The 32-bit sum of the two lengths wraps to 16, and the head alone is larger than that.
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include "example.c"

int main(int argc, char **argv)
{
    uint32_t total = 0;

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        uint32_t body_len = UINT32_MAX - 15;
        uint8_t head[32] = {1};
        uint8_t *body = mmap(NULL, body_len, PROT_READ,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (body == MAP_FAILED)
            return 1;
        if (frame_build(head, sizeof(head), body, body_len, &total) != NULL)
            return 1;
        puts("lengths whose sum does not fit are refused");
        return 0;
    }
    uint8_t *f = frame_build((const uint8_t *)"HEAD:", 5, (const uint8_t *)"body", 4, &total);
    printf("%u %.*s\n", (unsigned)total, (int)total, (const char *)f);
    f = frame_build((const uint8_t *)"", 0, (const uint8_t *)"", 0, &total);
    printf("%u %d\n", (unsigned)total, f != NULL);
    return 0;
}
