// Shows whether a log's name can run a command of its own.
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "example.c"

static void put(const char *path)
{
    FILE *f = fopen(path, "w");
    if (f != NULL) {
        fputs("21.5\n21.7\n", f);
        fclose(f);
    }
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        const char *name = "run.log;echo>planted";
        put(name);
        put("run.log");
        compress_log(name);
        if (access("planted", F_OK) != 0)
            return 0;
        printf("a command in the name of the log was run\n");
        return 10;
    }
    put("run-7.log");
    printf("%d\n", compress_log("run-7.log"));
    printf("gone %d, packed %d\n", access("run-7.log", F_OK) != 0,
           access("run-7.log.gz", F_OK) == 0);
    return 0;
}
