    uint8_t added = message[*length - 1];
    if (added == 0 || added > BLOCK_SIZE || added > *length)
        return -1;
    *length -= added;
    return 0;
}
