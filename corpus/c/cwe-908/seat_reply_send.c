// seccoder-example: 1
// title: Send a seat reservation as a fixed-size message
// guideline: Zero a struct before filling it when all of its bytes will leave the process.
// cwe: CWE-908, CWE-200
// apis: calloc, send
// applies: sockets, ticket booking
// --- secure ---
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

struct seat_reply {
    uint8_t version; /* padding follows */
    uint32_t seat;
    char holder[24];
};

struct seat_reply *seat_reply_new(uint32_t seat, const char *holder)
{
    struct seat_reply *r = calloc(1, sizeof(*r));

    if (r == NULL)
        return NULL;
    r->version = 2;
    r->seat = htonl(seat);
    int n = snprintf(r->holder, sizeof(r->holder), "%s", holder);
    if (n < 0 || (size_t)n >= sizeof(r->holder)) {
        free(r);
        return NULL;
    }
    return r;
}

int seat_reply_send(int fd, const struct seat_reply *r)
{
    return send(fd, r, sizeof(*r), MSG_NOSIGNAL) == (ssize_t)sizeof(*r) ? 0 : -1;
}
// --- vulnerable ---
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

struct seat_reply {
    uint8_t version; /* padding follows */
    uint32_t seat;
    char holder[24];
};

struct seat_reply *seat_reply_new(uint32_t seat, const char *holder)
{
    struct seat_reply *r = malloc(sizeof(*r));

    if (r == NULL)
        return NULL;
    r->version = 2;
    r->seat = htonl(seat);
    int n = snprintf(r->holder, sizeof(r->holder), "%s", holder);
    if (n < 0 || (size_t)n >= sizeof(r->holder)) {
        free(r);
        return NULL;
    }
    return r;
}

int seat_reply_send(int fd, const struct seat_reply *r)
{
    return send(fd, r, sizeof(*r), MSG_NOSIGNAL) == (ssize_t)sizeof(*r) ? 0 : -1;
}
