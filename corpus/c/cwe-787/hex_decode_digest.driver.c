// A text of 33 bytes is one more than the digest holds.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct digest *d = calloc(1, sizeof(*d));
    char hex[2 * 200 + 1];

    memset(hex, 'e', sizeof(hex));
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        hex[400] = '\0';
        if (digest_from_hex(d, hex) != -1)
            return 1;
        hex[66] = '\0';
        if (digest_from_hex(d, hex) != -1 || d->len != 0)
            return 1;
        puts("texts longer than a digest are refused");
        return 0;
    }
    hex[64] = '\0';
    int rc = digest_from_hex(d, hex);
    printf("%d %zu %02x %02x\n", rc, d->len, d->byte[0], d->byte[31]);
    rc = digest_from_hex(d, "00ff1a");
    printf("%d %zu %02x%02x%02x\n", rc, d->len, d->byte[0], d->byte[1], d->byte[2]);
    printf("%d %d %d\n", digest_from_hex(d, "abc"), digest_from_hex(d, "FF"),
           digest_from_hex(d, "0g"));
    return 0;
}
