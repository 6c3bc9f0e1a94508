    const char *sign = strchr(address, '@');
    return sign ? sign + 1 : "";
}
