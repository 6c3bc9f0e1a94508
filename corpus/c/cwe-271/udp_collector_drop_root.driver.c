// Shows whether code that takes over the collector later can become root again.
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* A stand-in for the kernel: real, effective and saved user, and the groups. */
static uid_t real_id, effective, saved;
static gid_t group;
static size_t groups = 3;

static int refused(void)
{
    errno = EPERM;
    return -1;
}

static int allowed(uid_t uid)
{
    return effective == 0 || uid == real_id || uid == saved;
}

static int fake_setgroups(size_t n, const gid_t *list)
{
    (void)list;
    if (effective != 0)
        return refused();
    groups = n;
    return 0;
}

static int fake_setegid(gid_t gid)
{
    if (effective != 0)
        return refused();
    group = gid;
    return 0;
}

static int fake_setresgid(gid_t r, gid_t e, gid_t s)
{
    (void)r;
    (void)s;
    return fake_setegid(e);
}

static int fake_setresuid(uid_t r, uid_t e, uid_t s)
{
    if (!allowed(r) || !allowed(e) || !allowed(s))
        return refused();
    real_id = r;
    effective = e;
    saved = s;
    return 0;
}

static int fake_seteuid(uid_t uid)
{
    if (!allowed(uid))
        return refused();
    effective = uid;
    return 0;
}

static int fake_setuid(uid_t uid)
{
    if (effective == 0)
        return fake_setresuid(uid, uid, uid);
    return fake_seteuid(uid);
}

#define setgroups fake_setgroups
#define setegid fake_setegid
#define setresgid fake_setresgid
#define setresuid fake_setresuid
#define seteuid fake_seteuid
#define setuid fake_setuid
#include "example.c"

int main(int argc, char **argv)
{
    int fd = open_collector(0, 970, 971);

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (fd == -1)
            return 1;
        if (fake_seteuid(0) == -1 && groups == 0)
            return 0;
        printf("root's rights came back, with %zu groups\n", groups);
        return 10;
    }
    printf("open %d user %u group %u\n", fd != -1, (unsigned)effective, (unsigned)group);
    return 0;
}
