/*
 * What a run sees: the plan of its inputs, and the wrapped functions that deliver them.
 *
 * The linker sends the program's calls of `name` to `__wrap_name` here (--wrap=name); calls
 * inside the C library are not touched, so the sanitizers' own bookkeeping stays intact.
 * This file is compiled without sanitizers.
 */
#define _GNU_SOURCE
#include "harness.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

enum {
    STEADY_CALLS = 64,    /* how long the planned values are repeated */
    ONE_BLOCK = 64 << 20, /* a larger allocation fails, as it would on a small machine */
    ALL_BLOCKS = 256 << 20,
};

/* ---- The plan ------------------------------------------------------------------------- */

static int hex_digit(int c) {
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

extern void *__real_malloc(size_t);

/* Decodes "-" (nothing) or pairs of hex digits into a fresh block that ends with a zero. */
static char *decode(const char *text, size_t *size) {
    size_t length = text && *text != '-' ? strlen(text) / 2 : 0;
    char *bytes = __real_malloc(length + 1);
    if (!bytes) {
        _exit(94);
    }
    for (size_t i = 0; i < length; i++) {
        bytes[i] = (char)(hex_digit(text[2 * i]) << 4 | hex_digit(text[2 * i + 1]));
    }
    bytes[length] = 0;
    if (size) {
        *size = length;
    }
    return bytes;
}

static int read_values(const char *text, long long *values) {
    int count = 0;
    while (text && *text && strcmp(text, "-") != 0 && count < MAX_VALUES) {
        char *end;
        values[count++] = strtoll(text, &end, 10);
        text = *end == ',' ? end + 1 : NULL;
    }
    return count;
}

/* One line: fail fill random stub input contents [argument…], texts in hex. */
int harness_read_run(FILE *plan) {
    static char *line;
    static size_t capacity;
    if (getline(&line, &capacity, plan) <= 0) {
        return 0;
    }
    char *rest = NULL;
    free(harness_run.input);
    free(harness_run.contents);
    for (int i = 0; i < harness_run.argument_count; i++) {
        free(harness_run.arguments[i]);
    }
    memset(&harness_run, 0, sizeof harness_run);
    char *field = strtok_r(line, " \n", &rest);
    harness_run.fail = field ? atoi(field) : 0;
    field = strtok_r(NULL, " \n", &rest);
    harness_run.fill = field ? (char)atoi(field) : ' ';
    harness_run.random_count = read_values(strtok_r(NULL, " \n", &rest), harness_run.random_values);
    harness_run.stub_count = read_values(strtok_r(NULL, " \n", &rest), harness_run.stub_values);
    harness_run.input = decode(strtok_r(NULL, " \n", &rest), &harness_run.input_size);
    harness_run.contents = decode(strtok_r(NULL, " \n", &rest), &harness_run.contents_size);
    while (harness_run.argument_count < MAX_ARGUMENTS && (field = strtok_r(NULL, " \n", &rest))) {
        harness_run.arguments[harness_run.argument_count++] = decode(field, NULL);
    }
    return 1;
}

int harness_content_file(const char *bytes, size_t size) {
    int file = memfd_create("content", 0);
    if (file >= 0 && write(file, bytes, size) == (ssize_t)size) {
        lseek(file, 0, SEEK_SET);
        return file;
    }
    return -1;
}

/* ---- Calls that can fail -------------------------------------------------------------- */

/* Counts a call that can fail; 1 when this one shall. */
static int fails(void) {
    if (!harness_armed) {
        return 0;
    }
    harness_counters->fallible++;
    if (harness_run.fail < 0 || harness_run.fail == harness_counters->fallible) {
        errno = ENOMEM;
        return 1;
    }
    return 0;
}

/* The same for memory, where too much is refused in any harness_run. */
static int no_memory(size_t size) {
    static size_t total;
    if (!harness_armed) {
        return 0;
    }
    if (fails()) {
        return 1;
    }
    if (size > ONE_BLOCK || total + size > ALL_BLOCKS) {
        errno = ENOMEM;
        return 1;
    }
    total += size;
    return 0;
}

extern void *__real_calloc(size_t, size_t);
extern void *__real_realloc(void *, size_t);
extern char *__real_strdup(const char *);
extern char *__real_strndup(const char *, size_t);

void *__wrap_malloc(size_t size) {
    return no_memory(size) ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return no_memory(bytes) ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size) {
    return no_memory(size) ? NULL : __real_realloc(block, size);
}

void *__wrap_reallocarray(void *block, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return no_memory(bytes) ? NULL : __real_realloc(block, bytes);
}

extern void *__real_aligned_alloc(size_t, size_t);
void *__wrap_aligned_alloc(size_t alignment, size_t size) {
    return no_memory(size) ? NULL : __real_aligned_alloc(alignment, size);
}

char *__wrap_strdup(const char *text) {
    return fails() ? NULL : __real_strdup(text);
}

char *__wrap_strndup(const char *text, size_t size) {
    return fails() ? NULL : __real_strndup(text, size);
}

extern int __real_vasprintf(char **, const char *, va_list);
int __wrap_vasprintf(char **text, const char *format, va_list arguments) {
    if (fails()) {
        *text = NULL;
        return -1;
    }
    return __real_vasprintf(text, format, arguments);
}

int __wrap_asprintf(char **text, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int written = __wrap_vasprintf(text, format, arguments);
    va_end(arguments);
    return written;
}

extern ssize_t __real_getline(char **, size_t *, FILE *);
ssize_t __wrap_getline(char **line, size_t *size, FILE *file) {
    return fails() ? -1 : __real_getline(line, size, file);
}

/* ---- Files ---------------------------------------------------------------------------- */

static unsigned long long random_value(void);

/* A file that cannot be opened for reading gets the run's contents; outside the run's own
 * folder all do, so that the host does not steer a verdict. */
static int stand_in(const char *path) {
    if (strstr(path, "random")) {
        unsigned long long bytes[512];
        for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
            unsigned long long value = random_value();
            bytes[i] = value << 32 | value;
        }
        return harness_content_file((const char *)bytes, sizeof bytes);
    }
    return harness_content_file(harness_run.contents, harness_run.contents_size);
}

extern FILE *__real_fopen(const char *, const char *);
FILE *__wrap_fopen(const char *path, const char *mode) {
    if (!harness_armed || !path || !mode) {
        return __real_fopen(path, mode);
    }
    if (fails()) {
        errno = EACCES;
        return NULL;
    }
    FILE *file = *path == '/' && *mode == 'r' ? NULL : __real_fopen(path, mode);
    if (!file && *mode == 'r') {
        int content = stand_in(path);
        file = content < 0 ? NULL : fdopen(content, mode);
    }
    return file;
}

extern int __real_open(const char *, int, ...);
int __wrap_open(const char *path, int flags, ...) {
    mode_t mode = 0600;
    if (flags & O_CREAT) {
        va_list arguments;
        va_start(arguments, flags);
        mode = (mode_t)va_arg(arguments, int);
        va_end(arguments);
    }
    if (!harness_armed) {
        return __real_open(path, flags, mode);
    }
    if (fails()) {
        errno = EACCES;
        return -1;
    }
    int reads = (flags & O_ACCMODE) == O_RDONLY;
    int file = *path == '/' && reads ? -1 : openat(AT_FDCWD, path, flags, mode);
    return file < 0 && reads ? stand_in(path) : file;
}

extern FILE *__real_tmpfile(void);
FILE *__wrap_tmpfile(void) {
    return fails() ? NULL : __real_tmpfile();
}

extern char *__real_getenv(const char *);
char *__wrap_getenv(const char *name) {
    if (!harness_armed) {
        return __real_getenv(name);
    }
    return fails() ? NULL : __real_strdup(harness_run.contents);
}

/* ---- Random numbers and time ---------------------------------------------------------- */

static unsigned long long noise(void) {
    static unsigned long long state = 88172645463325252ULL;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

/* 31 bits. After a while noise, so that a loop that waits for some value ends. */
static unsigned long long random_value(void) {
    static int calls;
    if (harness_run.random_count == 0 || calls >= STEADY_CALLS) {
        return noise() & 0x7fffffff;
    }
    return (unsigned long long)harness_run.random_values[calls++ % harness_run.random_count] & 0x7fffffff;
}

int __wrap_rand(void) { return (int)random_value(); }
int __wrap_rand_r(unsigned *seed) { (void)seed; return (int)random_value(); }
long __wrap_random(void) { return (long)random_value(); }
long __wrap_lrand48(void) { return (long)random_value(); }
long __wrap_mrand48(void) { return (int)(random_value() << 1); }
double __wrap_drand48(void) { return (double)random_value() / 2147483648.0; }
uint32_t __wrap_arc4random(void) { return (uint32_t)(random_value() << 1 | 1); }
void __wrap_srand(unsigned seed) { (void)seed; }
void __wrap_srandom(unsigned seed) { (void)seed; }
void __wrap_srand48(long seed) { (void)seed; }

time_t __wrap_time(time_t *out) {
    time_t now = 1700000000;
    if (out) {
        *out = now;
    }
    return now;
}

unsigned __wrap_sleep(unsigned seconds) { (void)seconds; return 0; }
int __wrap_usleep(useconds_t time) { (void)time; return 0; }
int __wrap_nanosleep(const struct timespec *time, struct timespec *left) {
    (void)time;
    (void)left;
    return 0;
}

/* ---- Other processes: none ------------------------------------------------------------ */

pid_t __wrap_fork(void) { errno = EAGAIN; return -1; }
int __wrap_system(const char *command) { return command ? -1 : 0; }
FILE *__wrap_popen(const char *command, const char *mode) {
    (void)command;
    (void)mode;
    errno = EAGAIN;
    return NULL;
}
int __wrap_kill(pid_t pid, int number) {
    (void)pid;
    (void)number;
    errno = EPERM;
    return -1;
}
unsigned __wrap_alarm(unsigned seconds) { (void)seconds; return 0; }

/* ---- Functions that nobody defines ---------------------------------------------------- */

/* The generated stubs ask here. */
long long seccoder_stub_value(void) {
    static int calls;
    if (harness_run.stub_count == 0 || calls >= 4 * STEADY_CALLS) {
        return (long long)(noise() % 100);
    }
    return harness_run.stub_values[calls++ % harness_run.stub_count];
}

void *seccoder_stub_pointer(void) {
    if (fails()) {
        return NULL;
    }
    size_t size = harness_run.contents_size + 1 > 256 ? harness_run.contents_size + 1 : 256;
    char *block = __real_calloc(1, size);
    if (block) {
        memcpy(block, harness_run.contents, harness_run.contents_size);
    }
    return block;
}
