    return mkdir(path, 0755);
}
