// Shows whether a badge's text reaches the log as it is or is taken for a format.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

static char logged[256];

static void keep(int level, const char *format, ...)
{
    va_list args;
    (void)level;
    va_start(args, format);
    vsnprintf(logged, sizeof(logged), format, args);
    va_end(args);
}

#define syslog keep
#include "example.c"

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        log_refused_badge(3, "A%%7%%n");
        if (strstr(logged, "A%%7%%n") != NULL)
            return 0;
        printf("the badge was read as a format: %s\n", logged);
        return 10;
    }
    log_refused_badge(3, "A-1077\n");
    puts(logged);
    log_refused_badge(12, "");
    puts(logged);
    return 0;
}
