// seccoder-example: 1
// title: Store the passphrase of a club member in a file
// guideline: Store a salted scrypt hash of a passphrase, never the passphrase.
// cwe: CWE-256, CWE-312
// apis: EVP_PBE_scrypt, RAND_bytes
// applies: OpenSSL
// --- secure ---
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

int store_member(FILE *members, unsigned id, const char *passphrase)
{
    unsigned char salt[16], hash[32];
    char salt_text[33], hash_text[65];

    if (RAND_bytes(salt, sizeof(salt)) != 1
        || EVP_PBE_scrypt(passphrase, strlen(passphrase), salt, sizeof(salt), 1 << 16,
                          8, 2, 128u << 20, hash, sizeof(hash)) != 1
        || OPENSSL_buf2hexstr_ex(salt_text, sizeof(salt_text), NULL, salt, sizeof(salt),
                                 '\0') != 1
        || OPENSSL_buf2hexstr_ex(hash_text, sizeof(hash_text), NULL, hash, sizeof(hash),
                                 '\0') != 1)
        return -1;
    if (fprintf(members, "%u scrypt %s %s\n", id, salt_text, hash_text) < 0)
        return -1;
    return fflush(members) == 0 ? 0 : -1;
}
// --- vulnerable ---
#include <stdio.h>

int store_member(FILE *members, unsigned id, const char *passphrase)
{
    if (fprintf(members, "%u plain %s\n", id, passphrase) < 0)
        return -1;
    return fflush(members) == 0 ? 0 : -1;
}
