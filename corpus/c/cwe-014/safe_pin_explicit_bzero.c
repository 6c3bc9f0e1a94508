// seccoder-example: 1
// title: Check the PIN that was typed at a hotel safe
// guideline: Wipe secrets with explicit_bzero; the compiler may drop a memset before return.
// cwe: CWE-14, CWE-226
// apis: explicit_bzero, memset
// applies: libc, OpenSSL
// --- secure ---
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>
#include <unistd.h>

/* `stored` was derived from the guest's PIN in the same way. */
int safe_opens(int keypad, const unsigned char salt[16], const unsigned char stored[32])
{
    char pin[32];
    unsigned char derived[32];
    int opens = 0;
    ssize_t n = read(keypad, pin, sizeof(pin));

    if (n > 0 && pin[n - 1] == '\n')
        n--;
    if (n >= 4 && PKCS5_PBKDF2_HMAC(pin, (int)n, salt, 16, 600000, EVP_sha256(),
                                    sizeof(derived), derived) == 1)
        opens = CRYPTO_memcmp(derived, stored, sizeof(derived)) == 0;
    explicit_bzero(pin, sizeof(pin));
    explicit_bzero(derived, sizeof(derived));
    return opens;
}
// --- vulnerable ---
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>
#include <unistd.h>

/* `stored` was derived from the guest's PIN in the same way. */
int safe_opens(int keypad, const unsigned char salt[16], const unsigned char stored[32])
{
    char pin[32];
    unsigned char derived[32];
    int opens = 0;
    ssize_t n = read(keypad, pin, sizeof(pin));

    if (n > 0 && pin[n - 1] == '\n')
        n--;
    if (n >= 4 && PKCS5_PBKDF2_HMAC(pin, (int)n, salt, 16, 600000, EVP_sha256(),
                                    sizeof(derived), derived) == 1)
        opens = CRYPTO_memcmp(derived, stored, sizeof(derived)) == 0;
    memset(pin, 0, sizeof(pin));
    memset(derived, 0, sizeof(derived));
    return opens;
}
