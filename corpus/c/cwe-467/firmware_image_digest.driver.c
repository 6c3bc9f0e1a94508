// libs: -lcrypto
// A digest that agrees only in its first eight bytes must not be accepted.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    unsigned char d[32];

    EVP_Digest("kernel", 6, d, NULL, EVP_sha256(), NULL);
    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        printf("%d %d\n", image_has_digest("kernel", 6, d), image_has_digest("kernal", 6, d));
        return 0;
    }
    for (int i = 8; i < 32; i++)
        d[i] ^= 0x55;
    if (image_has_digest("kernel", 6, d)) {
        printf("a wrong digest was accepted\n");
        return 10;
    }
    return 0;
}
