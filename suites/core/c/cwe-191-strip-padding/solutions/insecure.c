    uint8_t added = message[*length - 1];
    *length -= added;
    return 0;
}
