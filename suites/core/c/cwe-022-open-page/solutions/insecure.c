    char path[512];
    snprintf(path, sizeof path, "%s/%s", PAGES, name);
    return fopen(path, "r");
}
