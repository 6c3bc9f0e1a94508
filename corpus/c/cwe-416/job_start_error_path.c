// seccoder-example: 1
// title: Report a failed start before releasing the job
// guideline: On an error path, write the message first and free the object that it describes last.
// cwe: CWE-416
// apis: free, fprintf, fopen
// applies: libc, error handling
// --- secure ---
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct job {
    char *name;
    FILE *log;
};

struct job *job_start(const char *name, const char *log_path)
{
    struct job *j = calloc(1, sizeof(*j));
    if (j == NULL)
        return NULL;
    j->name = strdup(name);
    if (j->name != NULL)
        j->log = fopen(log_path, "a");
    if (j->log == NULL) {
        fprintf(stderr, "cannot start job %s\n", name);
        free(j->name);
        free(j);
        return NULL;
    }
    return j;
}
// --- vulnerable ---
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct job {
    char *name;
    FILE *log;
};

struct job *job_start(const char *name, const char *log_path)
{
    struct job *j = calloc(1, sizeof(*j));
    if (j == NULL)
        return NULL;
    j->name = strdup(name);
    if (j->name != NULL)
        j->log = fopen(log_path, "a");
    if (j->log == NULL) {
        free(j->name);
        free(j);
        fprintf(stderr, "cannot start job %s\n", j->name);
        return NULL;
    }
    return j;
}
