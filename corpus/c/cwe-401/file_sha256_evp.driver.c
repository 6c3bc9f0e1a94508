// libs: -lcrypto
// A file that cannot be opened must not leave a digest context behind.
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

static int held;

static EVP_MD_CTX *my_new(void)
{
    EVP_MD_CTX *c = EVP_MD_CTX_new();

    held += c != NULL;
    return c;
}

static void my_free(EVP_MD_CTX *c)
{
    held -= c != NULL;
    EVP_MD_CTX_free(c);
}

#define EVP_MD_CTX_new my_new
#define EVP_MD_CTX_free my_free
#include "example.c"

int main(int argc, char **argv)
{
    unsigned char d[32];

    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        FILE *f = fopen("abc.txt", "w");
        fputs("abc", f);
        fclose(f);
        int rc = file_sha256("abc.txt", d);
        printf("%d %02x%02x%02x%02x\n", rc, d[0], d[1], d[2], d[31]);
        printf("%d %d\n", file_sha256("missing", d), file_sha256(".", d));
        return 0;
    }
    for (int i = 0; i < 3; i++)
        file_sha256("missing", d);
    file_sha256(".", d);
    if (held != 0) {
        printf("%d contexts were not freed\n", held);
        return 10;
    }
    return 0;
}
