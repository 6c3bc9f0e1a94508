    size_t i = 0;
    while (i < size) {
        uint8_t option_kind = options[i];
        uint8_t length = options[i + 1];
        if (option_kind == kind) {
            memcpy(value, &options[i + 2], length);
            return length;
        }
        i += 2 + length;
    }
    return -1;
}
