    srand(time(NULL));
    for (size_t i = 0; i < length; i++)
        key[i] = digits[rand() % 16];
    key[length] = '\0';
}
