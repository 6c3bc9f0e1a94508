// The player is started in a folder of downloads that holds a decoder of its own.
// Decoders are not really loaded: dlopen answers whether the file is there.
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int installed; /* set: flac is where the player was installed */
static char asked[256];

static void *find(const char *path, int flags)
{
    const char *name = strrchr(path, '/');

    snprintf(asked, sizeof(asked), "%s", path);
    if (installed)
        return name != NULL && strcmp(name, "/flac.so") == 0 ? asked : NULL;
    return access(path, R_OK) == 0 ? asked : NULL;
}

#define dlopen find
#include "example.c"

int main(int argc, char **argv)
{
    char name[5000];

    memset(name, 'a', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        mkdir("decoders", 0700);
        fclose(fopen("decoders/flac.so", "w"));
        if (load_decoder("flac") == NULL)
            return 0;
        printf("a decoder of the current folder is loaded: %s\n", asked);
        return 10;
    }
    installed = 1;
    printf("flac %d, ogg %d\n", load_decoder("flac") != NULL, load_decoder("ogg") != NULL);
    printf("%d %d ", load_decoder("") == NULL, load_decoder("../flac") == NULL);
    printf("%d %d\n", load_decoder("/tmp/flac") == NULL, load_decoder(name) == NULL);
    return 0;
}
