// seccoder-example: 1
// title: Stage a firmware image in an unnamed temporary file
// guideline: Create temporary files with mkstemp or mkostemp; never make up the name yourself.
// cwe: CWE-377
// apis: mkostemp, unlink, fdopen
// applies: libc
// --- secure ---
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The image stays readable through the result until that is closed. */
FILE *stage_image(const char *dir, const unsigned char *image, size_t size)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof(path), "%s/fw-XXXXXX", dir);

    if (n < 0 || (size_t)n >= sizeof(path))
        return NULL;
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd == -1)
        return NULL;
    FILE *file = unlink(path) == 0 ? fdopen(fd, "w+") : NULL;
    if (file == NULL) {
        close(fd);
        return NULL;
    }
    if (fwrite(image, 1, size, file) != size || fflush(file) != 0) {
        fclose(file);
        return NULL;
    }
    rewind(file);
    return file;
}
// --- vulnerable ---
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

/* The image stays readable through the result until that is closed. */
FILE *stage_image(const char *dir, const unsigned char *image, size_t size)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof(path), "%s/fw-%ld.img", dir, (long)getpid());

    if (n < 0 || (size_t)n >= sizeof(path))
        return NULL;
    FILE *file = fopen(path, "w+");
    if (file == NULL)
        return NULL;
    if (unlink(path) != 0) {
        fclose(file);
        return NULL;
    }
    if (fwrite(image, 1, size, file) != size || fflush(file) != 0) {
        fclose(file);
        return NULL;
    }
    rewind(file);
    return file;
}
