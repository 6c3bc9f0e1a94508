/*
 * Functions that write into the program's buffers and that AddressSanitizer does not watch, or
 * not closely enough: here their results go through memcpy, which it does watch.
 */
#define _GNU_SOURCE
#include "harness.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/*
 * scanf and read answer a null pointer with an error instead of a crash. Every argument of scanf
 * is a pointer, and it needs one for each conversion that stores something.
 */
static void check_scanf(const char *format, va_list arguments) {
    for (const char *c = format; (c = strchr(c, '%')); c++) {
        c++;
        if (*c == 0) {
            break;
        }
        if (*c != '%' && *c != '*' && !va_arg(arguments, void *)) {
            harness_null_argument();
        }
    }
}

#define SCANF(name, called, ...)                                                                   \
    int __wrap_##name(__VA_ARGS__ const char *format, ...) {                                       \
        va_list first, second;                                                                     \
        va_start(first, format);                                                                   \
        va_copy(second, first);                                                                    \
        check_scanf(format, first);                                                                \
        int result = called;                                                                       \
        va_end(first);                                                                             \
        va_end(second);                                                                            \
        return result;                                                                             \
    }

SCANF(__isoc99_scanf, vscanf(format, second), )
SCANF(__isoc99_fscanf, vfscanf(file, format, second), FILE *file, )
SCANF(__isoc99_sscanf, vsscanf(text, format, second), const char *text, )

extern ssize_t __real_read(int, void *, size_t);
ssize_t __wrap_read(int file, void *to, size_t size) {
    if (!to && size > 0) {
        harness_null_argument();
    }
    return __real_read(file, to, size);
}

char *__wrap_gets(char *to) {
    char *line = NULL;
    size_t capacity = 0;
    extern ssize_t __real_getline(char **, size_t *, FILE *);
    ssize_t length = __real_getline(&line, &capacity, stdin);
    if (length > 0) {
        line[strcspn(line, "\n")] = 0;
        memcpy(to, line, strlen(line) + 1);
    }
    free(line);
    return length > 0 ? to : NULL;
}

char *__wrap_stpcpy(char *to, const char *from) {
    size_t length = strlen(from);
    memcpy(to, from, length + 1);
    return to + length;
}

char *__wrap_stpncpy(char *to, const char *from, size_t size) {
    strncpy(to, from, size);
    return to + strnlen(from, size);
}

void *__wrap_mempcpy(void *to, const void *from, size_t size) {
    memcpy(to, from, size);
    return (char *)to + size;
}

char *__wrap_gcvt(double value, int digits, char *to) {
    char text[400];
    snprintf(text, sizeof text, "%.*g", digits, value);
    memcpy(to, text, strlen(text) + 1);
    return to;
}

int __wrap_gethostname(char *to, size_t size) {
    static const char name[] = "localhost";
    memcpy(to, name, size < sizeof name ? size : sizeof name);
    return size < sizeof name ? -1 : 0;
}

extern size_t __real_strftime(char *, size_t, const char *, const struct tm *);
size_t __wrap_strftime(char *to, size_t size, const char *format, const struct tm *time) {
    char text[1024];
    size_t length = __real_strftime(text, size < sizeof text ? size : sizeof text, format, time);
    if (length > 0) {
        memcpy(to, text, length + 1);
    }
    return length;
}

/* Not in every C library. */
size_t __attribute__((weak)) strlcpy(char *to, const char *from, size_t size) {
    size_t length = strlen(from);
    if (size > 0) {
        size_t copied = length < size ? length : size - 1;
        memcpy(to, from, copied);
        memset(to + copied, 0, 1);
    }
    return length;
}

size_t __attribute__((weak)) strlcat(char *to, const char *from, size_t size) {
    size_t used = strnlen(to, size);
    return used == size ? used + strlen(from) : used + strlcpy(to + used, from, size - used);
}
