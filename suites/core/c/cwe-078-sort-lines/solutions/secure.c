    int status;
    pid_t child = fork();
    if (child < 0)
        return -1;
    if (child == 0) {
        execlp("sort", "sort", "-o", to, "--", from, (char *)NULL);
        _exit(127);
    }
    if (waitpid(child, &status, 0) != child)
        return -1;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1;
}
