    FILE *file = fopen(path, "w");
    if (!file)
        return -1;
    fprintf(file, "%s\n", token);
    fclose(file);
    return 0;
}
