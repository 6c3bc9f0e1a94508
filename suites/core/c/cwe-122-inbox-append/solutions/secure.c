    if (length > INBOX_SIZE - inbox->used)
        return inbox->used;
    memcpy(inbox->bytes + inbox->used, chunk, length);
    inbox->used += length;
    return inbox->used;
}
