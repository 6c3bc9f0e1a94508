// A label that is longer than the message makes the expansion read past the datagram.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    static const uint8_t good[] = "\7example\3org\0\3www\xc0\0";
    static const uint8_t cut[] = { 3, 'w', 'w', 'w', 40, 'e', 'x' };
    char name[256];

    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        int n = dns_name_text(good, sizeof(good) - 1, 0, name);
        printf("%d %s\n", n, name);
        n = dns_name_text(good, sizeof(good) - 1, 13, name);
        printf("%d %s\n", n, name);
        printf("%d\n", dns_name_text((const uint8_t *)"\xc0\0", 2, 0, name));
        return 0;
    }
    uint8_t *msg = malloc(sizeof(cut));
    memcpy(msg, cut, sizeof(cut));
    int n = dns_name_text(msg, sizeof(cut), 0, name);
    printf("%d\n", n);
    free(msg);
    return n == -1 ? 0 : 1;
}
