    close(connection->fd);
    free(connection->inbox);
    free(connection->outbox);
}
