// seccoder-example: 1
// title: Ask file(1) for the media type of an upload
// guideline: Run programs with fork and execv and read a pipe; never build a line for popen.
// cwe: CWE-78
// apis: execv, pipe2, popen
// applies: POSIX, file
// --- secure ---
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* `path` is the upload folder, a slash and the name that the sender chose. */
int upload_media_type(const char *path, char *type, size_t cap)
{
    const char *args[] = {"file", "--brief", "--mime-type", "--", path, NULL};
    int ends[2], status;

    if (pipe2(ends, O_CLOEXEC) == -1)
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        if (dup2(ends[1], STDOUT_FILENO) != -1)
            execv("/usr/bin/file", (char *const *)args);
        _exit(127);
    }
    close(ends[1]);
    FILE *out = pid == -1 ? NULL : fdopen(ends[0], "r");
    int got = out != NULL && fgets(type, (int)cap, out) != NULL;
    if (out == NULL)
        close(ends[0]);
    else
        fclose(out);
    if (pid == -1)
        return -1;
    while (waitpid(pid, &status, 0) == -1)
        if (errno != EINTR)
            return -1;
    if (!got)
        return -1;
    type[strcspn(type, "\n")] = '\0';
    return status == 0 ? 0 : -1;
}
// --- vulnerable ---
#include <stdio.h>
#include <string.h>

/* `path` is the upload folder, a slash and the name that the sender chose. */
int upload_media_type(const char *path, char *type, size_t cap)
{
    char command[1024];
    int n = snprintf(command, sizeof(command), "file --brief --mime-type '%s'", path);

    if (n < 0 || (size_t)n >= sizeof(command))
        return -1;
    FILE *out = popen(command, "r");
    if (out == NULL)
        return -1;
    int got = fgets(type, (int)cap, out) != NULL;
    int status = pclose(out);
    if (!got)
        return -1;
    type[strcspn(type, "\n")] = '\0';
    return status == 0 ? 0 : -1;
}
