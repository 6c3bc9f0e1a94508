    return strchr(address, '@') + 1;
}
