// 65536 bytes plus the header become 3 in 16 bits, pass the test and overrun the output.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    uint16_t cap = 64;
    uint8_t *dst = malloc(cap);

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        uint8_t *data = calloc(1, 65536 + 10);
        for (size_t len = 65533; len <= 65536 + 10; len++) {
            if (frame_write(dst, cap, 1, data, len) != -1)
                return 1;
        }
        puts("messages longer than the buffer are refused");
        return 0;
    }
    printf("%d", frame_write(dst, cap, 7, (const uint8_t *)"ping", 4));
    for (int i = 0; i < 7; i++)
        printf(" %02x", dst[i]);
    uint8_t data[62] = {0};
    printf("\n%d %d %d\n", frame_write(dst, cap, 1, data, 61), frame_write(dst, cap, 1, data, 62),
           frame_write(dst, 2, 1, data, 0));
    return 0;
}
