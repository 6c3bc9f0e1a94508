    snprintf(job->scratch, sizeof job->scratch, "%s/job-%d", folder, (int)getpid());
    job->pages = fopen(job->scratch, "w");
    return job->pages ? 0 : -1;
}
