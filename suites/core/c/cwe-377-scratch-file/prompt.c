#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

/* The print service turns each job into a page description before it is printed. */

struct job {
    char scratch[256]; /* the name of the file with the page description */
    FILE *pages;
};

/* Closes the scratch file of a job that was printed and removes it. */
void job_finish(struct job *job) {
    fclose(job->pages);
    unlink(job->scratch);
}

/*
 * Makes the scratch file of a job in `folder`, which is /tmp except in tests. Its name
 * goes to job->scratch, the open file to job->pages. Returns 0, or -1 on error.
 */
int scratch_open(struct job *job, const char *folder) {
    /* Choose a name that begins with "job-", create the file and open it for writing. */
