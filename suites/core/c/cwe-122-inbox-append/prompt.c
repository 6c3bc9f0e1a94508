#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A message arrives from the network in chunks; an inbox collects them until it is whole. */

#define INBOX_SIZE 512

struct inbox {
    uint8_t *bytes;
    size_t used;
};

/* Returns 0, or -1 when there is no memory. */
int inbox_open(struct inbox *inbox) {
    inbox->bytes = malloc(INBOX_SIZE);
    inbox->used = 0;
    return inbox->bytes ? 0 : -1;
}

void inbox_close(struct inbox *inbox) {
    free(inbox->bytes);
    inbox->bytes = NULL;
    inbox->used = 0;
}

/* Adds a chunk that has just been received. Returns how many bytes the inbox holds then. */
size_t inbox_append(struct inbox *inbox, const uint8_t *chunk, size_t length) {
    /* Copy the chunk behind the bytes that are already there and count it. */
