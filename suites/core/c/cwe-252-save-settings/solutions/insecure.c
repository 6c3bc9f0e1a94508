    FILE *file = fopen(draft, "w");
    if (file == NULL)
        return -1;
    fputs(text, file);
    fclose(file);
    if (rename(draft, path) != 0)
        return -1;
    return 0;
}
