// An entry of size zero must not keep the search at the same place for ever.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "example.c"

static void late(int sig)
{
    static const char text[] = "the search does not end\n";

    (void)sig;
    write(1, text, sizeof(text) - 1);
    _exit(10);
}

int main(int argc, char **argv)
{
    static const uint8_t good[] =
        "\2\0\0\0\14\0\1\2.\0\0\0" "\13\0\0\0\20\0\5\1notes\0\0\0" "\21\0\0\0\14\0\3\2bin";
    static const uint8_t stuck[] = "\2\0\0\0\14\0\1\2.\0\0\0" "\13\0\0\0\0\0\5\1notes\0\0\0";
    uint32_t node = 0;

    signal(SIGALRM, late);
    alarm(1);
    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        int rc = directory_find(good, sizeof(good), "notes", &node);
        printf("%d %u ", rc, node);
        rc = directory_find(good, sizeof(good), "bin", &node);
        printf("%d %u ", rc, node);
        printf("%d\n", directory_find(good, sizeof(good), "lib", &node));
        return 0;
    }
    return directory_find(stuck, sizeof(stuck), "bin", &node) == -1 ? 0 : 1;
}
