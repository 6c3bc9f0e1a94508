// Shows whether a link planted under a guessed name leads the image to another file.
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "example.c"

int main(int argc, char **argv)
{
    const unsigned char image[] = "\x7f" "image";
    char text[16] = "", guess[64];

    mkdir("shared", 0700);
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        FILE *victim = fopen("boot.cfg", "w");
        if (victim == NULL)
            return 1;
        fputs("timeout=3", victim);
        fclose(victim);
        snprintf(guess, sizeof(guess), "shared/fw-%ld.img", (long)getpid());
        symlink("../boot.cfg", guess);
        FILE *staged = stage_image("shared", image, sizeof(image));
        if (staged != NULL)
            fclose(staged);
        victim = fopen("boot.cfg", "r");
        if (victim != NULL && fgets(text, sizeof(text), victim) != NULL
            && strcmp(text, "timeout=3") == 0)
            return 0;
        printf("another file was overwritten through the guessed name\n");
        return 10;
    }
    FILE *staged = stage_image("shared", image, sizeof(image));
    if (staged == NULL)
        return 1;
    size_t n = fread(text, 1, sizeof(text), staged);
    printf("%zu bytes, same %d\n", n, memcmp(text, image, sizeof(image)) == 0);
    printf("no folder: %d\n", stage_image("missing", image, 3) == NULL);
    return rmdir("shared");
}
