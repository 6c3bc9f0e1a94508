// seccoder-example: 1
// title: Make a work folder for a batch of parcel labels
// guideline: Create temporary folders with mkdtemp, which gives a fresh name and mode 0700.
// cwe: CWE-377, CWE-379
// apis: mkdtemp, mkdir
// applies: POSIX
// --- secure ---
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/* Stores the name of the new folder below `base` in `folder`. */
int make_batch_folder(const char *base, char *folder, size_t cap)
{
    int n = snprintf(folder, cap, "%s/labels-XXXXXX", base);

    if (n < 0 || (size_t)n >= cap)
        return -1;
    return mkdtemp(folder) == NULL ? -1 : 0;
}
// --- vulnerable ---
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Stores the name of the new folder below `base` in `folder`. */
int make_batch_folder(const char *base, char *folder, size_t cap)
{
    int n = snprintf(folder, cap, "%s/labels-%ld", base, (long)getpid());

    if (n < 0 || (size_t)n >= cap)
        return -1;
    if (mkdir(folder, 0755) == -1 && errno != EEXIST)
        return -1;
    return 0;
}
