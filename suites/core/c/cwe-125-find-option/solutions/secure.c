    size_t at = 0;
    while (size - at >= 2) {
        uint8_t length = options[at + 1];
        if (length > size - at - 2)
            return -1;
        if (options[at] == kind) {
            memcpy(value, options + at + 2, length);
            return length;
        }
        at += 2 + (size_t)length;
    }
    return -1;
}
