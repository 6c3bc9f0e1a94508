// seccoder-example: 1
// title: Fingerprint a firmware image read from a stream
// guideline: Use SHA-256 or better for fingerprints; MD5 and SHA-1 have collisions.
// cwe: CWE-327, CWE-328
// apis: EVP_DigestInit_ex, EVP_sha256, EVP_md5
// applies: OpenSSL
// --- secure ---
#include <openssl/evp.h>
#include <stdio.h>

int fingerprint(FILE *image, unsigned char digest[EVP_MAX_MD_SIZE], unsigned int *len)
{
    unsigned char block[4096];
    size_t n;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    int ok = ctx != NULL && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1;

    while (ok && (n = fread(block, 1, sizeof(block), image)) > 0)
        ok = EVP_DigestUpdate(ctx, block, n) == 1;
    ok = ok && !ferror(image) && EVP_DigestFinal_ex(ctx, digest, len) == 1;
    EVP_MD_CTX_free(ctx);
    return ok ? 0 : -1;
}
// --- vulnerable ---
#include <openssl/evp.h>
#include <stdio.h>

int fingerprint(FILE *image, unsigned char digest[EVP_MAX_MD_SIZE], unsigned int *len)
{
    unsigned char block[4096];
    size_t n;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    int ok = ctx != NULL && EVP_DigestInit_ex(ctx, EVP_md5(), NULL) == 1;

    while (ok && (n = fread(block, 1, sizeof(block), image)) > 0)
        ok = EVP_DigestUpdate(ctx, block, n) == 1;
    ok = ok && !ferror(image) && EVP_DigestFinal_ex(ctx, digest, len) == 1;
    EVP_MD_CTX_free(ctx);
    return ok ? 0 : -1;
}
