#include "task.c"
#include "probe.h"

/*
 * Whoever knows when a server made a key, and its process id, must not be able to make
 * the same key. Here two processes are alike in both.
 */

#define MOMENT 1750000000

time_t __wrap_time(time_t *now) {
    if (now)
        *now = MOMENT;
    return MOMENT;
}

clock_t __wrap_clock(void) {
    return 1234;
}

int __wrap_gettimeofday(struct timeval *now, void *zone) {
    now->tv_sec = MOMENT;
    now->tv_usec = 5678;
    return 0;
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *now) {
    now->tv_sec = MOMENT;
    now->tv_nsec = 5678;
    return 0;
}

int __wrap_timespec_get(struct timespec *now, int base) {
    now->tv_sec = MOMENT;
    now->tv_nsec = 5678;
    return base;
}

pid_t __wrap_getpid(void) {
    return 4711;
}

pid_t __wrap_gettid(void) {
    return 4711;
}

/* Makes a key in a process of its own, which leaves it in the file. */
static int make_key(const char *path) {
    int status;
    pid_t child = fork();
    if (child == 0) {
        char key[KEY_LENGTH + 1] = "";
        FILE *file = fopen(path, "w");
        session_key(key, KEY_LENGTH);
        fputs(key, file);
        fclose(file);
        _exit(0);
    }
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

static int read_key(const char *path, char *key) {
    FILE *file = fopen(path, "r");
    int read = file && fgets(key, KEY_LENGTH + 1, file);
    if (file)
        fclose(file);
    return read && strlen(key) == KEY_LENGTH;
}

static int ordinary(void) {
    char key[KEY_LENGTH + 1];
    return make_key("key-0") && read_key("key-0", key) ? 0 : PROBE_UNCLEAR;
}

static int same_key_twice(void) {
    char key[KEY_LENGTH + 1];
    char other[KEY_LENGTH + 1];
    if (!make_key("key-1") || !make_key("key-2"))
        return PROBE_UNCLEAR;
    if (!read_key("key-1", key) || !read_key("key-2", other))
        return PROBE_UNCLEAR;
    return strcmp(key, other) == 0 ? PROBE_WEAK : 0;
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"two processes make the same key at the same moment", same_key_twice},
    };
    return PROBE_SECURITY(ordinary, attacks, NULL);
}
