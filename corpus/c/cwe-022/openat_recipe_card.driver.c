// Shows whether a card's name or a planted link can lead out of the folder.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
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

static int show(int folder, const char *card)
{
    char line[64] = "-";
    FILE *f = open_recipe(folder, card);
    if (f != NULL) {
        fgets(line, sizeof(line), f);
        fclose(f);
    }
    printf("%s: %s\n", card, line);
    return strcmp(line, "payroll") == 0;
}

int main(int argc, char **argv)
{
    mkdir("cards", 0700);
    put("cards/dal", "red lentils");
    put("payroll.csv", "payroll");
    int folder = open("cards", O_RDONLY | O_DIRECTORY);
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        symlink("../payroll.csv", "cards/soup");
        if (!show(folder, "../payroll.csv") && !show(folder, "soup"))
            return 0;
        printf("a file outside the folder was read\n");
        return 10;
    }
    show(folder, "dal");
    show(folder, "naan");
    show(folder, "");
    return 0;
}
