    char command[1024];
    snprintf(command, sizeof command, "sort %s > %s", from, to);
    return system(command) == 0 ? 0 : -1;
}
