// The file is not a certificate: PEM_read_X509 answers NULL, whose dates are then read.
// libs: -lcrypto
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include "example.c"

static void write_cert(const char *path, long from, long until)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *cert = X509_new();
    X509_gmtime_adj(X509_getm_notBefore(cert), from);
    X509_gmtime_adj(X509_getm_notAfter(cert), until);
    X509_set_pubkey(cert, key);
    X509_sign(cert, key, EVP_sha256());
    FILE *out = fopen(path, "w");
    PEM_write_X509(out, cert);
    fclose(out);
}

static void write_text(const char *path, const char *text)
{
    FILE *out = fopen(path, "w");
    fputs(text, out);
    fclose(out);
}

int main(int argc, char **argv)
{
    const long day = 24 * 60 * 60;
    int days = 7;

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        const char *const text[] = {
            "", "not a certificate\n",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        };
        for (int i = 0; i < 3; i++) {
            write_text("cert.pem", text[i]);
            if (cert_days_left("cert.pem", &days) != -1 || days != 7)
                return 1;
        }
        remove("cert.pem");
        puts("files without a certificate are refused");
        return 0;
    }
    write_cert("cert.pem", 0, 30 * day + day / 2);
    int rc = cert_days_left("cert.pem", &days);
    printf("%d %d\n", rc, days);
    write_cert("cert.pem", -20 * day, -2 * day - day / 2);
    rc = cert_days_left("cert.pem", &days);
    printf("%d %d\n", rc, days);
    remove("cert.pem");
    printf("%d\n", cert_days_left("cert.pem", &days));
    return 0;
}
