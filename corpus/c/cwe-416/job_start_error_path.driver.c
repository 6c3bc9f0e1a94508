// The log cannot be opened; the message about it reads the job that was freed before.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (job_start("nightly", "no-such-folder/job.log") != NULL)
            return 1;
        puts("the failed start is reported");
        return 0;
    }
    struct job *j = job_start("nightly", "job.log");
    if (j == NULL)
        return 1;
    fprintf(j->log, "%s started\n", j->name);
    fclose(j->log);

    char line[64] = "";
    FILE *in = fopen("job.log", "r");
    fgets(line, sizeof(line), in);
    fclose(in);
    remove("job.log");
    fputs(line, stdout);
    return 0;
}
