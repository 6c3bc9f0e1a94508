// seccoder-example: 1
// title: Open a recipe card by its name inside one folder
// guideline: Accept one plain file name and open it with openat and O_NOFOLLOW.
// cwe: CWE-22, CWE-59
// apis: openat, fstat, fdopen
// applies: POSIX
// --- secure ---
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* `folder` is an open descriptor of the folder that holds the cards. */
FILE *open_recipe(int folder, const char *card)
{
    struct stat st;

    if (card[0] == '.' || strchr(card, '/') != NULL)
        return NULL;
    int fd = openat(folder, card, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd == -1)
        return NULL;
    if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
        close(fd);
        return NULL;
    }
    FILE *file = fdopen(fd, "r");
    if (file == NULL)
        close(fd);
    return file;
}
// --- vulnerable ---
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* `folder` is an open descriptor of the folder that holds the cards. */
FILE *open_recipe(int folder, const char *card)
{
    struct stat st;

    int fd = openat(folder, card, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd == -1)
        return NULL;
    if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
        close(fd);
        return NULL;
    }
    FILE *file = fdopen(fd, "r");
    if (file == NULL)
        close(fd);
    return file;
}
