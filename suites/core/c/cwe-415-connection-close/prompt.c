#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The connections of a chat server, kept in one table. */

#define BUFFER_SIZE 2048

struct connection {
    int fd;
    char *inbox;
    char *outbox;
};

/* Sets up an entry of the table for a descriptor. Returns 0, or -1 without memory. */
int connection_open(struct connection *connection, int fd) {
    connection->fd = fd;
    connection->inbox = malloc(BUFFER_SIZE);
    connection->outbox = malloc(BUFFER_SIZE);
    if (connection->inbox && connection->outbox)
        return 0;
    free(connection->inbox);
    free(connection->outbox);
    connection->inbox = connection->outbox = NULL;
    return -1;
}

/*
 * Ends a connection. The reader and the writer both call this when they meet an error,
 * and at shutdown the server calls it for every entry that was ever opened.
 */
void connection_close(struct connection *connection) {
    /* Close the descriptor and free both buffers. */
