    memcpy(inbox->bytes + inbox->used, chunk, length);
    inbox->used += length;
    return inbox->used;
}
