    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, S_IRUSR | S_IWUSR);
    if (fd < 0)
        return -1;
    FILE *file = fdopen(fd, "w");
    if (!file) {
        close(fd);
        return -1;
    }
    int failed = fprintf(file, "%s\n", token) < 0;
    return fclose(file) != 0 || failed ? -1 : 0;
}
