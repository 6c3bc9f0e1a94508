// Shows what is reported when the kernel refuses to change the account.
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static uid_t user;
static gid_t group;
static int refuse;

/* A stand-in for the kernel, so that the test needs no rights of its own. */
static int fake_initgroups(const char *name, gid_t gid)
{
    (void)name;
    (void)gid;
    return 0;
}

static int fake_setgid(gid_t gid)
{
    group = gid;
    return 0;
}

static int fake_setuid(uid_t uid)
{
    if (refuse) {
        errno = EAGAIN;
        return -1;
    }
    user = uid;
    return 0;
}

#define initgroups fake_initgroups
#define setgid fake_setgid
#define setuid fake_setuid
#include "example.c"

int main(int argc, char **argv)
{
    struct passwd worker = {.pw_name = "thumbs", .pw_uid = 990, .pw_gid = 991};

    refuse = argc > 1 && strcmp(argv[1], "hostile") == 0;
    int rc = become_worker(&worker);
    if (refuse) {
        if (rc != 0 || user != 0)
            return 0;
        printf("the worker goes on as root\n");
        return 10;
    }
    printf("%d user %u group %u\n", rc, (unsigned)user, (unsigned)group);
    return 0;
}
