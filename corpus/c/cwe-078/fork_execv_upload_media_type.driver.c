// Shows whether the name of an upload can run a command of its own.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A stand-in for file(1), which need not be installed here. */
static int run_stand_in(const char *program, char *const args[])
{
    (void)program;
    return execv("tools/file", args);
}

#define execv run_stand_in
#include "example.c"
#undef execv

static void show(const char *path)
{
    char type[64] = "";
    int rc = upload_media_type(path, type, sizeof(type));

    printf("%d %s\n", rc, rc == 0 ? type : "-");
}

int main(int argc, char **argv)
{
    mkdir("tools", 0700);
    FILE *f = fopen("tools/file", "w");
    if (f == NULL)
        return 1;
    fputs("#!/bin/sh\ncase $* in *.png) echo image/png;; *.txt) echo text/plain;; "
          "*.slow) echo text/html; exit 3;; esac\n", f);
    fclose(f);
    chmod("tools/file", 0700);
    setenv("PATH", "tools:/usr/bin:/bin", 1);
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        show("uploads/x';echo>planted;'.txt");
        if (access("planted", F_OK) != 0)
            return 0;
        printf("a command in the name of the upload was run\n");
        return 10;
    }
    show("uploads/cat.png");
    show("uploads/two words.txt");
    show("uploads/page.slow");
    show("uploads/unknown");
    return 0;
}
