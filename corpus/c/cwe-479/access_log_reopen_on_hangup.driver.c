// Shows what happens when the signal comes while a line is being written.
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int interrupt;
static FILE *in_use;

/* The signal comes while a line goes to the stream. */
static int print_interrupted(FILE *file, const char *format, ...)
{
    va_list args;
    in_use = file;
    if (interrupt)
        raise(SIGHUP);
    va_start(args, format);
    int n = vfprintf(file, format, args);
    va_end(args);
    in_use = NULL;
    return n;
}

static int close_noted(FILE *file)
{
    if (file == in_use) {
        printf("the stream was closed while a line was written to it\n");
        fflush(stdout);
        _exit(10);
    }
    return fclose(file);
}

#define fprintf print_interrupted
#define fclose close_noted
#include "example.c"

static void show(const char *path)
{
    char line[64];
    FILE *f = fopen(path, "r");
    while (f != NULL && fgets(line, sizeof(line), f) != NULL)
        printf("%s: %s", path, line);
    if (f != NULL)
        fclose(f);
}

int main(int argc, char **argv)
{
    if (open_access_log("access.log") != 0)
        return 1;
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        interrupt = 1;
        return log_request(200, 512);
    }
    printf("%d\n", log_request(200, 512));
    rename("access.log", "access.log.1");
    raise(SIGHUP);
    printf("%d\n", log_request(404, 9));
    show("access.log.1");
    show("access.log");
    return 0;
}
