// The pack claims a million tiles and holds two; the directory entry is read behind its end.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

static uint8_t *pack_of(const uint32_t *word, size_t words, const char *bytes, size_t *size)
{
    *size = words * 4 + strlen(bytes);
    uint8_t *pack = malloc(*size);
    for (size_t i = 0; i < words * 4; i++)
        pack[i] = (uint8_t)(word[i / 4] >> (i % 4 * 8));
    memcpy(pack + words * 4, bytes, strlen(bytes));
    return pack;
}

int main(int argc, char **argv)
{
    size_t size, len = 0;

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        const uint32_t count[] = {1000000, 20, 3, 23, 4};
        const uint8_t *pack = pack_of(count, 5, "seashore", &size);
        for (uint32_t i = 3; i < 5; i++) {
            if (tile_find(pack, size, i, &len) != NULL)
                return 1;
        }
        const uint32_t place[] = {3, 28, 5, UINT32_MAX, 1, 29, UINT32_MAX};
        pack = pack_of(place, 7, "lake", &size);
        for (uint32_t i = 0; i < 3; i++) {
            if (tile_find(pack, size, i, &len) != NULL)
                return 1;
        }
        if (tile_find(pack, 3, 0, &len) != NULL || len != 0)
            return 1;
        puts("tiles outside the pack are not found");
        return 0;
    }
    const uint32_t word[] = {3, 28, 4, 32, 5, 37, 0};
    const uint8_t *pack = pack_of(word, 7, "lakeshore", &size);
    for (uint32_t i = 0; i < 3; i++) {
        const uint8_t *tile = tile_find(pack, size, i, &len);
        printf("%zu '%.*s'\n", len, (int)len, (const char *)tile);
    }
    printf("%d\n", tile_find(pack, size, 3, &len) == NULL);
    return 0;
}
