    struct stat info;
    if (lstat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return NULL;
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return NULL;
    char *text = malloc(info.st_size + 1);
    if (text == NULL) {
        fclose(file);
        return NULL;
    }
    size_t length = fread(text, 1, info.st_size, file);
    text[length] = '\0';
    fclose(file);
    return text;
}
