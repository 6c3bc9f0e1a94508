// seccoder-example: 1
// title: Tell how many days a certificate file stays valid
// guideline: Check that PEM_read_X509 returned a certificate before asking for its dates.
// cwe: CWE-476
// apis: PEM_read_X509, X509_get0_notAfter, ASN1_TIME_diff
// applies: OpenSSL
// --- secure ---
#include <openssl/asn1.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>

int cert_days_left(const char *path, int *days)
{
    FILE *fp = fopen(path, "r");
    if (fp == NULL)
        return -1;
    /* the empty passphrase keeps an encrypted file from asking on the terminal */
    X509 *cert = PEM_read_X509(fp, NULL, NULL, "");
    fclose(fp);
    if (cert == NULL)
        return -1;
    int seconds;
    int ok = ASN1_TIME_diff(days, &seconds, NULL, X509_get0_notAfter(cert));
    X509_free(cert);
    return ok == 1 ? 0 : -1;
}
// --- vulnerable ---
#include <openssl/asn1.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>

int cert_days_left(const char *path, int *days)
{
    FILE *fp = fopen(path, "r");
    if (fp == NULL)
        return -1;
    /* the empty passphrase keeps an encrypted file from asking on the terminal */
    X509 *cert = PEM_read_X509(fp, NULL, NULL, "");
    fclose(fp);
    int seconds;
    int ok = ASN1_TIME_diff(days, &seconds, NULL, X509_get0_notAfter(cert));
    X509_free(cert);
    return ok == 1 ? 0 : -1;
}
