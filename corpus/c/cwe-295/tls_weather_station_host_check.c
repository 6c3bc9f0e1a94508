// seccoder-example: 1
// title: Connect to a weather station over TLS with OpenSSL
// guideline: Verify the chain and set the expected name with SSL_set1_host before SSL_connect.
// cwe: CWE-295, CWE-297
// apis: SSL_set1_host, SSL_CTX_set_verify, SSL_connect
// applies: OpenSSL
// --- secure ---
#include <openssl/ssl.h>

SSL_CTX *client_context(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

    if (ctx == NULL)
        return NULL;
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    if (SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) != 1
        || SSL_CTX_set_default_verify_paths(ctx) != 1) {
        SSL_CTX_free(ctx);
        return NULL;
    }
    return ctx;
}

/* `fd` is a connected socket with timeouts; the caller keeps it. */
SSL *connect_station(SSL_CTX *ctx, int fd, const char *host)
{
    SSL *ssl = SSL_new(ctx);

    if (ssl == NULL)
        return NULL;
    if (SSL_set1_host(ssl, host) != 1
        || SSL_set_tlsext_host_name(ssl, host) != 1
        || SSL_set_fd(ssl, fd) != 1
        || SSL_connect(ssl) != 1) {
        SSL_free(ssl);
        return NULL;
    }
    return ssl;
}
// --- vulnerable ---
#include <openssl/ssl.h>

SSL_CTX *client_context(void)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

    if (ctx == NULL)
        return NULL;
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    if (SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) != 1
        || SSL_CTX_set_default_verify_paths(ctx) != 1) {
        SSL_CTX_free(ctx);
        return NULL;
    }
    return ctx;
}

/* `fd` is a connected socket with timeouts; the caller keeps it. */
SSL *connect_station(SSL_CTX *ctx, int fd, const char *host)
{
    SSL *ssl = SSL_new(ctx);

    if (ssl == NULL)
        return NULL;
    if (SSL_set_tlsext_host_name(ssl, host) != 1
        || SSL_set_fd(ssl, fd) != 1
        || SSL_connect(ssl) != 1) {
        SSL_free(ssl);
        return NULL;
    }
    return ssl;
}
