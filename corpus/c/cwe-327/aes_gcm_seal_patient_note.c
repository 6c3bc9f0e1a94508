// seccoder-example: 1
// title: Encrypt a patient note with AES-256-GCM
// guideline: Encrypt with an authenticated mode such as AES-GCM and a fresh random nonce for each message.
// cwe: CWE-327
// apis: EVP_EncryptInit_ex, RAND_bytes, EVP_CIPHER_CTX_ctrl
// applies: OpenSSL
// --- secure ---
#include <openssl/evp.h>
#include <openssl/rand.h>

/* Returns the sealed length; `out` has room for len + 28 bytes. */
int seal_note(const unsigned char key[32], const unsigned char *note, int len,
              unsigned char *out)
{
    unsigned char *body = out + 12;
    int n = 0, tail = 0, sealed = -1;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

    if (ctx == NULL)
        return -1;
    if (RAND_bytes(out, 12) == 1
        && EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, out) == 1
        && EVP_EncryptUpdate(ctx, body, &n, note, len) == 1
        && EVP_EncryptFinal_ex(ctx, body + n, &tail) == 1
        && EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, 16, body + n + tail) == 1)
        sealed = 12 + n + tail + 16;
    EVP_CIPHER_CTX_free(ctx);
    return sealed;
}
// --- vulnerable ---
#include <openssl/evp.h>

/* Returns the sealed length; `out` has room for len + 28 bytes. */
int seal_note(const unsigned char key[32], const unsigned char *note, int len,
              unsigned char *out)
{
    int n = 0, tail = 0, sealed = -1;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

    if (ctx == NULL)
        return -1;
    if (EVP_EncryptInit_ex(ctx, EVP_aes_256_ecb(), NULL, key, NULL) == 1
        && EVP_EncryptUpdate(ctx, out, &n, note, len) == 1
        && EVP_EncryptFinal_ex(ctx, out + n, &tail) == 1)
        sealed = n + tail;
    EVP_CIPHER_CTX_free(ctx);
    return sealed;
}
