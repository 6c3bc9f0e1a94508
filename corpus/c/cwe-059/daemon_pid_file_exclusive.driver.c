// Shows whether links planted under the name of the pid file lead to another file.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "example.c"

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    if (f != NULL) {
        fputs(text, f);
        fclose(f);
    }
}

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
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        put("customers.db", "customers\n");
        symlink("customers.db", "soft.pid");
        link("customers.db", "hard.pid");
        write_pid_file("soft.pid");
        write_pid_file("hard.pid");
        if (strcmp(get("customers.db"), "customers\n") == 0)
            return 0;
        printf("another file was overwritten through a link\n");
        return 10;
    }
    printf("%d", write_pid_file("media.pid"));
    printf(" %d\n", strtol(get("media.pid"), NULL, 10) == getpid());
    put("media.pid", "999999999 from an earlier run\n");
    printf("%d", write_pid_file("media.pid"));
    printf(" %d\n", strtol(get("media.pid"), NULL, 10) == getpid());
    return 0;
}
