// seccoder-example: 1
// title: Check the authentication code of a meter reading
// guideline: Compare authentication codes with CRYPTO_memcmp; its time does not depend on the bytes.
// cwe: CWE-208
// apis: CRYPTO_memcmp, HMAC, memcmp
// applies: OpenSSL
// --- secure ---
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stddef.h>

/* `code` holds the 32 bytes that came with the reading. */
int reading_is_genuine(const unsigned char key[32], const unsigned char *reading,
                       size_t len, const unsigned char *code)
{
    unsigned char expected[EVP_MAX_MD_SIZE];
    unsigned int size = 0;

    if (HMAC(EVP_sha256(), key, 32, reading, len, expected, &size) == NULL)
        return 0;
    return size == 32 && CRYPTO_memcmp(expected, code, size) == 0;
}
// --- vulnerable ---
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stddef.h>
#include <string.h>

/* `code` holds the 32 bytes that came with the reading. */
int reading_is_genuine(const unsigned char key[32], const unsigned char *reading,
                       size_t len, const unsigned char *code)
{
    unsigned char expected[EVP_MAX_MD_SIZE];
    unsigned int size = 0;

    if (HMAC(EVP_sha256(), key, 32, reading, len, expected, &size) == NULL)
        return 0;
    return size == 32 && memcmp(expected, code, size) == 0;
}
