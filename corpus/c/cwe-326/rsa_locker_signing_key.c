// seccoder-example: 1
// title: Create the signing key of a parcel locker
// guideline: Generate RSA keys with at least 3072 bits.
// cwe: CWE-326
// apis: EVP_RSA_gen, PEM_write_bio_PKCS8PrivateKey
// applies: OpenSSL
// --- secure ---
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

/* Writes the key to `out`, encrypted with the passphrase. */
int write_locker_key(BIO *out, const char *passphrase)
{
    EVP_PKEY *key = EVP_RSA_gen(3072);
    if (key == NULL)
        return -1;
    int written = PEM_write_bio_PKCS8PrivateKey(out, key, EVP_aes_256_cbc(), NULL, 0,
                                                NULL, (void *)passphrase);
    EVP_PKEY_free(key);
    return written == 1 && BIO_flush(out) == 1 ? 0 : -1;
}
// --- vulnerable ---
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

/* Writes the key to `out`, encrypted with the passphrase. */
int write_locker_key(BIO *out, const char *passphrase)
{
    EVP_PKEY *key = EVP_RSA_gen(1024);
    if (key == NULL)
        return -1;
    int written = PEM_write_bio_PKCS8PrivateKey(out, key, EVP_aes_256_cbc(), NULL, 0,
                                                NULL, (void *)passphrase);
    EVP_PKEY_free(key);
    return written == 1 && BIO_flush(out) == 1 ? 0 : -1;
}
