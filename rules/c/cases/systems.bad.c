#include <curl/curl.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <libxml/parser.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

// ruleid: c.hardcoded-secret
static const char relay_password[] = "letmein1";
// ruleid: c.hardcoded-secret
const char *hook_secret = "s3cr3t-value";

void fetch(CURL *curl) {
    // ruleid: c.tls-verification-off
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
    // ruleid: c.tls-verification-off
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0);
    // ruleid: c.hardcoded-secret
    curl_easy_setopt(curl, CURLOPT_USERPWD, "robot:robot99");
}

SSL *dial(SSL_CTX *ctx, int fd) {
    SSL *ssl = SSL_new(ctx);
    // ruleid: c.tls-verification-off
    SSL_set_verify(ssl, SSL_VERIFY_NONE, NULL);
    SSL_set_fd(ssl, fd);
    // ruleid: c.tls-host-unchecked
    if (SSL_connect(ssl) != 1) {
        SSL_free(ssl);
        return NULL;
    }
    return ssl;
}

SSL_CTX *lax(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    // ruleid: c.tls-verification-off
    SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
    return ctx;
}

int rename_dog(sqlite3 *db, int id, const char *name) {
    char sql[200];
    snprintf(sql, sizeof sql, "UPDATE dogs SET name = '%s' WHERE id = %d", name, id);
    // ruleid: c.sql-string
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

sqlite3_stmt *find_dog(sqlite3 *db, const char *name) {
    sqlite3_stmt *stmt = NULL;
    char *sql = sqlite3_mprintf("SELECT id FROM dogs WHERE name LIKE '%%%s%%'", name);
    // ruleid: c.sql-string
    sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
    sqlite3_free(sql);
    return stmt;
}

xmlDoc *feed(const char *text, int size) {
    // ruleid: c.xml-entities
    return xmlReadMemory(text, size, "feed.xml", NULL, XML_PARSE_NOBLANKS | XML_PARSE_NOENT);
}

int signed_by_us(const unsigned char *key, const unsigned char *data, size_t n,
                 const unsigned char *tag) {
    unsigned char own[32];
    unsigned int size;
    HMAC(EVP_sha256(), key, 32, data, n, own, &size);
    // ruleid: c.secret-comparison
    return memcmp(own, tag, 32) == 0;
}

EVP_PKEY *quick_key(EVP_PKEY_CTX *ctx) {
    // ruleid: c.short-key
    EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, 1024);
    // ruleid: c.short-key
    return EVP_RSA_gen(512);
}

int unlock(int fd) {
    char password[64];
    ssize_t n = read(fd, password, sizeof password);
    int right = n == 6 && strncmp(password, "", 1) != 0;
    // ruleid: c.wipe-removed
    memset(password, 0, sizeof password);
    return right;
}

void forget(size_t n) {
    char *session_key = malloc(n);
    if (session_key != NULL) {
        // ruleid: c.wipe-removed
        memset(session_key, 0, n);
        free(session_key);
    }
}

void drop(uid_t uid, gid_t gid) {
    // ruleid: c.unchecked-privilege-drop
    setgid(gid);
    // ruleid: c.unchecked-privilege-drop
    setuid(uid);
}

static void handle_sigterm(int signo) {
    // ruleid: c.signal-handler-call
    syslog(LOG_INFO, "signal %d", signo);
    // ruleid: c.signal-handler-call
    exit(0);
}

void *plug(const char *name) {
    char path[128];
    snprintf(path, sizeof path, "plugins/lib%s.so", name);
    // ruleid: c.relative-library
    return dlopen(path, RTLD_LAZY);
}

void *filter(void) {
    // ruleid: c.relative-library
    return dlopen("./filter.so", RTLD_NOW);
}

int take(const char *path) {
    struct stat st;
    if (lstat(path, &st) == -1 || !S_ISREG(st.st_mode))
        return -1;
    // ruleid: c.lstat-then-open
    return open(path, O_RDONLY);
}

FILE *scratchpad(void) {
    char path[64];
    snprintf(path, sizeof path, "/tmp/plot-%d.dat", (int)getpid());
    // ruleid: c.guessable-temporary-file
    return fopen(path, "w");
}
