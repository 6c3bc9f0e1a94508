    if (connection->fd >= 0)
        close(connection->fd);
    free(connection->inbox);
    free(connection->outbox);
    connection->fd = -1;
    connection->inbox = NULL;
    connection->outbox = NULL;
}
