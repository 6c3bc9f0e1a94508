    snprintf(job->scratch, sizeof job->scratch, "%s/job-XXXXXX", folder);
    int fd = mkstemp(job->scratch);
    if (fd < 0)
        return -1;
    job->pages = fdopen(fd, "w");
    if (!job->pages) {
        close(fd);
        return -1;
    }
    return 0;
}
