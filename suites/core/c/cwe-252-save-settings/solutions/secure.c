    FILE *file = fopen(draft, "w");
    if (!file)
        return -1;
    int failed = fputs(text, file) == EOF;
    if (fclose(file) != 0)
        failed = 1;
    if (failed || rename(draft, path) != 0) {
        remove(draft);
        return -1;
    }
    return 0;
}
