#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

/* The sessions of a web server. A browser that shows a session's key is logged in. */

#define KEY_LENGTH 32

struct session {
    char key[KEY_LENGTH + 1];
    char user[64];
    time_t since;
};

void session_key(char *key, size_t length);

/* Begins a session for a user who has just given the right password. */
void session_begin(struct session *session, const char *user) {
    session_key(session->key, KEY_LENGTH);
    snprintf(session->user, sizeof session->user, "%s", user);
    session->since = time(NULL);
}

/* Makes a new key: `length` random digits and the closing NUL. */
void session_key(char *key, size_t length) {
    static const char digits[] = "0123456789abcdef";
    /* Fill the key with random hexadecimal digits and end the string. */
