// Shows whether the name of an order can run a command of its own.
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "example.c"

static void put(const char *path)
{
    FILE *f = fopen(path, "w");
    if (f != NULL)
        fclose(f);
}

int main(int argc, char **argv)
{
    mkdir("exports", 0700);
    put("exports/1001.csv");
    put("exports/1002.csv");
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        remove_export("exports", "1001.csv;echo>planted;true 1");
        if (access("planted", F_OK) != 0)
            return 0;
        printf("a command in the name of the order was run\n");
        return 10;
    }
    printf("%d", remove_export("exports", "1001"));
    printf(" %d", remove_export("exports", "x/1002"));
    printf(" %d", remove_export("exports", ""));
    printf(" first %d second %d\n", access("exports/1001.csv", F_OK) == 0,
           access("exports/1002.csv", F_OK) == 0);
    return 0;
}
