// Shows whether a folder whose name begins like the root's can be reached.
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "example.c"

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    if (f != NULL) {
        fputs(text, f);
        fclose(f);
    }
}

static int show(const char *name)
{
    char text[64];
    int fd = open_tile("tiles", name);
    ssize_t n = fd == -1 ? -1 : read(fd, text, sizeof(text));
    if (fd != -1)
        close(fd);
    printf("%s: %.*s\n", name, n > 0 ? (int)n : 1, n > 0 ? text : "-");
    return fd != -1;
}

int main(int argc, char **argv)
{
    mkdir("tiles", 0700);
    mkdir("tiles/12", 0700);
    mkdir("tiles-unpublished", 0700);
    put("tiles/12/7.png", "sea");
    put("tiles-unpublished/key", "secret");
    put("outside", "secret");
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (!show("../tiles-unpublished/key"))
            return 0;
        printf("a file outside the tiles was opened\n");
        return 10;
    }
    show("12/7.png");
    show("12/../12/7.png");
    show("12/8.png");
    show("../outside");
    return 0;
}
