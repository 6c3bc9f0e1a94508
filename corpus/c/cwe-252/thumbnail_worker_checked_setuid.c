// seccoder-example: 1
// title: Turn a root process into a thumbnail worker
// guideline: Check initgroups, setgid and setuid, and stop when one of them fails.
// cwe: CWE-252, CWE-273
// apis: initgroups, setgid, setuid
// applies: POSIX, Linux
// --- secure ---
#define _GNU_SOURCE
#include <grp.h>
#include <pwd.h>
#include <sys/types.h>
#include <unistd.h>

/* Runs in the child before it opens pictures that came from outside. */
int become_worker(const struct passwd *worker)
{
    if (initgroups(worker->pw_name, worker->pw_gid) == -1)
        return -1;
    if (setgid(worker->pw_gid) == -1)
        return -1;
    if (setuid(worker->pw_uid) == -1)
        return -1;
    return 0;
}
// --- vulnerable ---
#define _GNU_SOURCE
#include <grp.h>
#include <pwd.h>
#include <sys/types.h>
#include <unistd.h>

/* Runs in the child before it opens pictures that came from outside. */
int become_worker(const struct passwd *worker)
{
    initgroups(worker->pw_name, worker->pw_gid);
    setgid(worker->pw_gid);
    setuid(worker->pw_uid);
    return 0;
}
