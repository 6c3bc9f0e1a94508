#include "task.c"
#include "probe.h"

/*
 * A user watches the spool closely: as soon as the service has looked at the entry by
 * its name, it becomes a link to a file that the user may not read.
 */

#define ENTRY "mail-1"

int __real_stat(const char *path, struct stat *info);
int __real_lstat(const char *path, struct stat *info);
int __real_fstatat(int folder, const char *path, struct stat *info, int flags);
int __real_access(const char *path, int mode);
ssize_t __real_readlink(const char *path, char *target, size_t size);

static int watching;

static void users_turn(const char *path) {
    if (!watching || strcmp(path, ENTRY) != 0)
        return;
    watching = 0;
    unlink(ENTRY);
    symlink("secret", ENTRY);
}

int __wrap_stat(const char *path, struct stat *info) {
    int answer = __real_stat(path, info);
    users_turn(path);
    return answer;
}

int __wrap_lstat(const char *path, struct stat *info) {
    int answer = __real_lstat(path, info);
    users_turn(path);
    return answer;
}

int __wrap_fstatat(int folder, const char *path, struct stat *info, int flags) {
    int answer = __real_fstatat(folder, path, info, flags);
    users_turn(path);
    return answer;
}

int __wrap_access(const char *path, int mode) {
    int answer = __real_access(path, mode);
    users_turn(path);
    return answer;
}

ssize_t __wrap_readlink(const char *path, char *target, size_t size) {
    ssize_t answer = __real_readlink(path, target, size);
    users_turn(path);
    return answer;
}

static void put(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
}

static int ordinary(void) {
    put(ENTRY, "From: anna");
    char *text = spool_read(ENTRY);
    return text && strcmp(text, "From: anna") == 0 ? 0 : PROBE_UNCLEAR;
}

static int reads_secret(void) {
    char *text = spool_read(ENTRY);
    return text && strstr(text, "root only") ? PROBE_WEAK : 0;
}

static int swapped_after_the_look(void) {
    put("secret", "root only");
    put(ENTRY, "From: anna");
    watching = 1;
    return reads_secret();
}

static int link_from_the_start(void) {
    put("secret", "root only");
    unlink(ENTRY);
    if (symlink("secret", ENTRY) != 0)
        return PROBE_UNCLEAR;
    return reads_secret();
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"a link that takes the entry's place after the check is followed", swapped_after_the_look},
        {"a link in the spool is followed", link_from_the_start},
    };
    return PROBE_SECURITY(ordinary, attacks, NULL);
}
