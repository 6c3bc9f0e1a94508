// Shows whether uploads that are no pictures use up the descriptors.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include "example.c"

static void put(const char *path, const char *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    if (f != NULL) {
        fwrite(bytes, 1, n, f);
        fclose(f);
    }
}

int main(int argc, char **argv)
{
    struct rlimit few;
    uint32_t w = 0, h = 0;

    put("map.png", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\2\x80\0\0\1\xe0", 24);
    put("notes.txt", "this file is not a picture at all", 33);
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (getrlimit(RLIMIT_NOFILE, &few) == -1)
            return 1;
        few.rlim_cur = 32;
        setrlimit(RLIMIT_NOFILE, &few);
        for (int i = 0; i < 64; i++)
            png_size("notes.txt", &w, &h);
        if (png_size("map.png", &w, &h) == 0)
            return 0;
        printf("no descriptor is left for a good picture\n");
        return 10;
    }
    printf("%d", png_size("map.png", &w, &h));
    printf(" %u x %u", w, h);
    printf(" %d", png_size("notes.txt", &w, &h));
    printf(" %d\n", png_size("missing.png", &w, &h));
    return 0;
}
