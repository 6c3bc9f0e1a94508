// seccoder-example: 1
// title: Restore one document from a nightly tar backup
// guideline: Put "--" before names from outside so that a program cannot take them for options.
// cwe: CWE-88
// apis: execv
// applies: POSIX, GNU tar
// --- secure ---
#include <errno.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* Unpacks one document of the backup into the folder `dest`. */
int restore_document(const char *backup, const char *dest, const char *document)
{
    const char *args[] = {"tar", "-x", "-f", backup, "-C", dest, "--", document, NULL};
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        execv("/bin/tar", (char *const *)args);
        _exit(127);
    }
    if (pid == -1)
        return -1;
    while (waitpid(pid, &status, 0) == -1)
        if (errno != EINTR)
            return -1;
    return status == 0 ? 0 : -1;
}
// --- vulnerable ---
#include <errno.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* Unpacks one document of the backup into the folder `dest`. */
int restore_document(const char *backup, const char *dest, const char *document)
{
    const char *args[] = {"tar", "-x", "-f", backup, "-C", dest, document, NULL};
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        execv("/bin/tar", (char *const *)args);
        _exit(127);
    }
    if (pid == -1)
        return -1;
    while (waitpid(pid, &status, 0) == -1)
        if (errno != EINTR)
            return -1;
    return status == 0 ? 0 : -1;
}
