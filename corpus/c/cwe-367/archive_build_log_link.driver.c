// Shows whether a log that appears at the last moment is replaced.
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int rival;

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    if (f != NULL) {
        fputs(text, f);
        fclose(f);
    }
}

/* Another runner archives the same build just before the move. */
static int link_late(const char *from, const char *to)
{
    if (rival)
        put(to, "first\n");
    return link(from, to);
}

static int rename_late(const char *from, const char *to)
{
    if (rival)
        put(to, "first\n");
    return rename(from, to);
}

#define link link_late
#define rename rename_late
#include "example.c"

static const char *get(const char *path)
{
    static char line[64];
    FILE *f = fopen(path, "r");
    line[0] = '\0';
    if (f != NULL) {
        fgets(line, sizeof(line), f);
        fclose(f);
    }
    return line;
}

int main(int argc, char **argv)
{
    mkdir("archive", 0700);
    put("run.log", "second\n");
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        rival = 1;
        archive_log("run.log", "archive", 40);
        if (strcmp(get("archive/build-40.log"), "first\n") == 0)
            return 0;
        printf("the archived log of another runner was replaced\n");
        return 10;
    }
    printf("%d %s", archive_log("run.log", "archive", 41), get("archive/build-41.log"));
    printf("left %d\n", access("run.log", F_OK) == 0);
    put("run.log", "third\n");
    printf("%d %s", archive_log("run.log", "archive", 41), get("archive/build-41.log"));
    return 0;
}
