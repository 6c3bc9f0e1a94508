    char path[512];
    if (strchr(name, '/') || strcmp(name, "..") == 0)
        return NULL;
    snprintf(path, sizeof path, "%s/%s", PAGES, name);
    return fopen(path, "r");
}
