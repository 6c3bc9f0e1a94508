#include "task.c"
#include "probe.h"

static int all(void) {
    struct job job = {0};
    struct stat file;
    char text[16] = "";
    PROBE_CHECK(mkdir("spool", 0700) == 0);
    PROBE_CHECK(scratch_open(&job, "spool") == 0 && job.pages);
    PROBE_CHECK(strncmp(job.scratch, "spool/job-", 10) == 0);
    PROBE_CHECK(stat(job.scratch, &file) == 0 && S_ISREG(file.st_mode) && file.st_size == 0);
    PROBE_CHECK(fputs("page 1", job.pages) >= 0 && fflush(job.pages) == 0);
    FILE *again = fopen(job.scratch, "r");
    PROBE_CHECK(again && fgets(text, sizeof text, again) && strcmp(text, "page 1") == 0);
    job_finish(&job);
    PROBE_CHECK(access(job.scratch, F_OK) != 0);
    PROBE_CHECK(scratch_open(&job, "no-such-folder") == -1);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
