// seccoder-example: 1
// title: Compress a finished sensor log with gzip
// guideline: Start programs with posix_spawn and an argument list; never pass names through a shell.
// cwe: CWE-78
// apis: posix_spawn, waitpid
// applies: POSIX, gzip
// --- secure ---
#include <errno.h>
#include <spawn.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/wait.h>

/* Replaces the log by log.gz. `path` is a folder and the name that a station chose. */
int compress_log(const char *path)
{
    const char *args[] = {"gzip", "-f", "--", path, NULL};
    char *env[] = {"PATH=/usr/bin:/bin", NULL};
    pid_t pid;
    int status;

    if (posix_spawn(&pid, "/bin/gzip", NULL, NULL, (char *const *)args, env) != 0)
        return -1;
    while (waitpid(pid, &status, 0) == -1)
        if (errno != EINTR)
            return -1;
    return status == 0 ? 0 : -1;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/* Replaces the log by log.gz. `path` is a folder and the name that a station chose. */
int compress_log(const char *path)
{
    char command[512];
    int n = snprintf(command, sizeof(command), "/bin/gzip -f -- %s", path);

    if (n < 0 || (size_t)n >= sizeof(command))
        return -1;
    return system(command) == 0 ? 0 : -1;
}
