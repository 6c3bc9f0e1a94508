// seccoder-example: 1
// title: Check a firmware image against its SHA-256 digest
// guideline: Compare with the size of the digest itself; sizeof of a pointer is only the pointer's size.
// cwe: CWE-467
// apis: CRYPTO_memcmp, EVP_Digest
// applies: OpenSSL, firmware updates
// --- secure ---
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdbool.h>
#include <stddef.h>

bool image_has_digest(const void *image, size_t size, const unsigned char *expected)
{
    unsigned char actual[SHA256_DIGEST_LENGTH];

    if (EVP_Digest(image, size, actual, NULL, EVP_sha256(), NULL) != 1)
        return false;
    return CRYPTO_memcmp(actual, expected, sizeof(actual)) == 0;
}
// --- vulnerable ---
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdbool.h>
#include <stddef.h>

bool image_has_digest(const void *image, size_t size, const unsigned char *expected)
{
    unsigned char actual[SHA256_DIGEST_LENGTH];

    if (EVP_Digest(image, size, actual, NULL, EVP_sha256(), NULL) != 1)
        return false;
    return CRYPTO_memcmp(actual, expected, sizeof(expected)) == 0;
}
