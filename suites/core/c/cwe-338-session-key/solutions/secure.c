    for (size_t i = 0; i < length; i++) {
        unsigned char byte;
        if (getrandom(&byte, 1, 0) != 1)
            abort();
        key[i] = digits[byte % 16];
    }
    key[length] = '\0';
}
