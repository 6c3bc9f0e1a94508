// seccoder-example: 1
// title: Read everything from a pipe up to a limit
// guideline: Store the result of realloc in a new variable so that the old block can still be freed.
// cwe: CWE-401
// apis: realloc, read, free
// applies: POSIX, pipes
// --- secure ---
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#define LIMIT ((size_t)1 << 20)

/* The caller frees the result, which is *size bytes without a terminator. */
char *read_all(int fd, size_t *size)
{
    size_t cap = 0, used = 0;
    char *text = NULL;

    for (;;) {
        if (used == cap) {
            cap = cap == 0 ? 512 : cap * 2;
            char *more = cap > LIMIT ? NULL : realloc(text, cap);
            if (more == NULL)
                break;
            text = more;
        }
        ssize_t n = read(fd, text + used, cap - used);
        if (n == 0) {
            *size = used;
            return text;
        }
        if (n < 0 && errno != EINTR)
            break;
        used += n < 0 ? 0 : (size_t)n;
    }
    free(text);
    return NULL;
}
// --- vulnerable ---
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#define LIMIT ((size_t)1 << 20)

/* The caller frees the result, which is *size bytes without a terminator. */
char *read_all(int fd, size_t *size)
{
    size_t cap = 0, used = 0;
    char *text = NULL;

    for (;;) {
        if (used == cap) {
            cap = cap == 0 ? 512 : cap * 2;
            text = cap > LIMIT ? NULL : realloc(text, cap);
            if (text == NULL)
                break;
        }
        ssize_t n = read(fd, text + used, cap - used);
        if (n == 0) {
            *size = used;
            return text;
        }
        if (n < 0 && errno != EINTR)
            break;
        used += n < 0 ? 0 : (size_t)n;
    }
    free(text);
    return NULL;
}
