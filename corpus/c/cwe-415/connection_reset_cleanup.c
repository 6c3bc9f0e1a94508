// seccoder-example: 1
// title: Release a connection so that closing it twice is harmless
// guideline: Set a pointer to NULL right after freeing it in a cleanup function that may run again.
// cwe: CWE-415, CWE-416
// apis: free, close
// applies: POSIX, network, resource cleanup
// --- secure ---
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

struct conn {
    int fd;
    char *inbuf;
    size_t inlen;
};

void conn_reset(struct conn *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
    free(c->inbuf);
    c->inbuf = NULL;
    c->inlen = 0;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

struct conn {
    int fd;
    char *inbuf;
    size_t inlen;
};

void conn_reset(struct conn *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
    free(c->inbuf);
}
