// seccoder-example: 1
// title: Compute the SHA-256 digest of a file with OpenSSL
// guideline: Send every exit after an allocation through one place that releases everything.
// cwe: CWE-401
// apis: EVP_MD_CTX_new, EVP_MD_CTX_free, EVP_DigestUpdate, fread
// applies: OpenSSL, file integrity
// --- secure ---
#include <openssl/evp.h>
#include <stdio.h>

int file_sha256(const char *path, unsigned char digest[32])
{
    unsigned char block[4096];
    size_t n;
    int rc = -1;
    FILE *in = fopen(path, "rb");
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();

    if (in == NULL || ctx == NULL || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1)
        goto done;
    while ((n = fread(block, 1, sizeof(block), in)) > 0) {
        if (EVP_DigestUpdate(ctx, block, n) != 1)
            goto done;
    }
    if (!ferror(in) && EVP_DigestFinal_ex(ctx, digest, NULL) == 1)
        rc = 0;

done:
    EVP_MD_CTX_free(ctx);
    if (in != NULL)
        fclose(in);
    return rc;
}
// --- vulnerable ---
#include <openssl/evp.h>
#include <stdio.h>

int file_sha256(const char *path, unsigned char digest[32])
{
    unsigned char block[4096];
    size_t n;
    int rc = -1;
    FILE *in = fopen(path, "rb");
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();

    if (in == NULL || ctx == NULL || EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) != 1)
        return -1;
    while ((n = fread(block, 1, sizeof(block), in)) > 0) {
        if (EVP_DigestUpdate(ctx, block, n) != 1)
            goto done;
    }
    if (!ferror(in) && EVP_DigestFinal_ex(ctx, digest, NULL) == 1)
        rc = 0;

done:
    EVP_MD_CTX_free(ctx);
    if (in != NULL)
        fclose(in);
    return rc;
}
