#include <curl/curl.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <libxml/parser.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

// ok: c.hardcoded-secret
static const char form_password[] = "password";
// ok: c.hardcoded-secret
const char *env_secret = "HOOK_SECRET";
// ok: c.hardcoded-secret
const char *ask_passphrase = "Your passphrase: ";
static volatile sig_atomic_t stop;

void fetch(CURL *curl, const char *login) {
    // ok: c.tls-verification-off
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    // ok: c.tls-verification-off
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 0L);
    // ok: c.hardcoded-secret
    curl_easy_setopt(curl, CURLOPT_USERPWD, login);
}

SSL *dial(SSL_CTX *ctx, int fd, const char *host) {
    SSL *ssl = SSL_new(ctx);
    if (SSL_set1_host(ssl, host) != 1 || SSL_set_fd(ssl, fd) != 1) {
        SSL_free(ssl);
        return NULL;
    }
    // ok: c.tls-host-unchecked
    if (SSL_connect(ssl) != 1) {
        SSL_free(ssl);
        return NULL;
    }
    return ssl;
}

int dial_and_look(SSL_CTX *ctx, const char *host) {
    SSL *ssl = SSL_new(ctx);
    // ok: c.tls-host-unchecked
    int rc = SSL_connect(ssl);
    X509 *peer = SSL_get1_peer_certificate(ssl);
    if (rc != 1 || X509_check_host(peer, host, 0, 0, NULL) != 1) {
        return -1;
    }
    return 0;
}

SSL_CTX *serve(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    // ok: c.tls-verification-off
    SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
    return ctx;
}

int count(sqlite3 *db, int id, int by_age) {
    char sql[200];
    snprintf(sql, sizeof sql, "SELECT * FROM dogs WHERE id > %d ORDER BY %s", id,
             by_age ? "age" : "name");
    // ok: c.sql-string
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

int quoted(sqlite3 *db, const char *name) {
    char *sql = sqlite3_mprintf("DELETE FROM dogs WHERE name = %Q", name);
    // ok: c.sql-string
    int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_free(sql);
    return rc;
}

xmlDoc *feed(const char *text, int size) {
    // ok: c.xml-entities
    return xmlReadMemory(text, size, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOBLANKS);
}

int signed_by_us(const unsigned char *key, const unsigned char *data, size_t n,
                 const unsigned char *tag) {
    unsigned char own[32];
    unsigned int size;
    HMAC(EVP_sha256(), key, 32, data, n, own, &size);
    // ok: c.secret-comparison
    if (memcmp(data, "MTR1", 4) != 0) {
        return 0;
    }
    // ok: c.secret-comparison
    return CRYPTO_memcmp(own, tag, 32) == 0;
}

EVP_PKEY *long_key(EVP_PKEY_CTX *ctx) {
    // ok: c.short-key
    EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, 2048);
    // ok: c.short-key
    return EVP_RSA_gen(4096);
}

int unlock(int fd) {
    char password[64];
    // ok: c.wipe-removed
    memset(password, 0, sizeof password);
    ssize_t n = read(fd, password, sizeof password);
    int right = n == 6;
    // ok: c.wipe-removed
    explicit_bzero(password, sizeof password);
    return right;
}

int clear_key(unsigned char *key, size_t n) {
    // ok: c.wipe-removed
    memset(key, 0, n);
    return 0;
}

int drop(uid_t uid, gid_t gid) {
    // ok: c.unchecked-privilege-drop
    if (setgid(gid) != 0) {
        return -1;
    }
    // ok: c.unchecked-privilege-drop
    return setuid(uid);
}

static void handle_sigterm(int signo) {
    (void)signo;
    // ok: c.signal-handler-call
    stop = 1;
    // ok: c.signal-handler-call
    write(2, "stop\n", 5);
}

void print_signal_count(int count) {
    // ok: c.signal-handler-call
    printf("%d signals, stop %d\n", count, (int)stop);
}

void *plug(const char *name) {
    char path[128];
    snprintf(path, sizeof path, "/usr/lib/plot/lib%s.so", name);
    // ok: c.relative-library
    return dlopen(path, RTLD_LAZY);
}

void *system_library(void) {
    // ok: c.relative-library
    return dlopen("libm.so.6", RTLD_NOW);
}

int take(const char *path) {
    struct stat st;
    if (lstat(path, &st) == -1 || !S_ISREG(st.st_mode))
        return -1;
    // ok: c.lstat-then-open
    return open(path, O_RDONLY | O_NOFOLLOW);
}

int take_and_compare(const char *path) {
    struct stat before, after;
    if (lstat(path, &before) == -1)
        return -1;
    // ok: c.lstat-then-open
    int fd = open(path, O_RDONLY);
    if (fstat(fd, &after) == -1 || before.st_ino != after.st_ino)
        return -1;
    return fd;
}

int scratchpad(void) {
    char path[64] = "/tmp/plot-XXXXXX";
    // ok: c.guessable-temporary-file
    return mkstemp(path);
}

FILE *state(const char *home) {
    char path[64];
    snprintf(path, sizeof path, "%s/state-%d", home, (int)getpid());
    // ok: c.guessable-temporary-file
    return fopen(path, "w");
}
