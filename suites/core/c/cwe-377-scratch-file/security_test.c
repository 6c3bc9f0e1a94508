#include "task.c"
#include "probe.h"
#include <stdarg.h>

/*
 * The other users of the shared folder play a perfect game: just before the code opens a
 * name that does not exist yet, they put something of their own in its place.
 */

int __real_open(const char *path, int flags, ...);
FILE *__real_fopen(const char *path, const char *mode);

enum plan { NO_PLAN, PLANT_LINK, PLANT_FILE };
static enum plan plan;
static int planted;
static struct stat planted_file;

static void other_users_turn(const char *path) {
    struct stat there;
    if (plan == NO_PLAN || strncmp(path, "spool", 5) != 0 || lstat(path, &there) == 0)
        return;
    if (plan == PLANT_LINK) {
        planted = symlink("../precious", path) == 0;
    } else {
        int fd = __real_open(path, O_CREAT | O_EXCL | O_WRONLY, 0666);
        planted = fd >= 0 && fstat(fd, &planted_file) == 0;
        close(fd);
    }
}

int __wrap_open(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    other_users_turn(path);
    return __real_open(path, flags, mode);
}

int __wrap_open64(const char *path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    other_users_turn(path);
    return __real_open(path, flags, mode);
}

int __wrap_creat(const char *path, mode_t mode) {
    other_users_turn(path);
    return __real_open(path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

FILE *__wrap_fopen(const char *path, const char *mode) {
    other_users_turn(path);
    return __real_fopen(path, mode);
}

FILE *__wrap_fopen64(const char *path, const char *mode) {
    other_users_turn(path);
    return __real_fopen(path, mode);
}

static int ordinary(void) {
    struct job job = {0};
    mkdir("spool", 0700);
    if (scratch_open(&job, "spool") != 0 || !job.pages || fputs("page 1", job.pages) < 0)
        return PROBE_UNCLEAR;
    fflush(job.pages);
    int there = access(job.scratch, F_OK) == 0;
    job_finish(&job);
    return there ? 0 : PROBE_UNCLEAR;
}

static int writes_through_link(void) {
    struct job job = {0};
    char text[16] = "";
    FILE *precious = __real_fopen("precious", "w");
    fputs("precious", precious);
    fclose(precious);
    mkdir("spool-1", 0700);
    plan = PLANT_LINK;
    if (scratch_open(&job, "spool-1") == 0 && job.pages) {
        fputs("page 1", job.pages);
        fclose(job.pages);
    }
    precious = __real_fopen("precious", "r");
    if (!precious || !fgets(text, sizeof text, precious))
        return PROBE_WEAK;
    return planted && strcmp(text, "precious") != 0 ? PROBE_WEAK : 0;
}

static int writes_to_foreign_file(void) {
    struct job job = {0};
    struct stat opened;
    mkdir("spool-2", 0700);
    plan = PLANT_FILE;
    if (scratch_open(&job, "spool-2") != 0 || !job.pages || !planted)
        return 0;
    if (fstat(fileno(job.pages), &opened) != 0)
        return PROBE_UNCLEAR;
    return opened.st_ino == planted_file.st_ino && opened.st_dev == planted_file.st_dev
               ? PROBE_WEAK
               : 0;
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"a link planted under the chosen name is written through", writes_through_link},
        {"a file planted under the chosen name is used", writes_to_foreign_file},
    };
    return PROBE_SECURITY(ordinary, attacks, NULL);
}
