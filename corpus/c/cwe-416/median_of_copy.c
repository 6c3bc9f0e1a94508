// seccoder-example: 1
// title: Return the median from a temporary sorted copy
// guideline: Take the result out of a temporary buffer before freeing it.
// cwe: CWE-416
// apis: malloc, free, qsort
// applies: libc, statistics
// --- secure ---
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int by_value(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

int median(const int *v, size_t n, int *result)
{
    if (n == 0 || n > SIZE_MAX / sizeof(*v))
        return -1;
    int *tmp = malloc(n * sizeof(*tmp));
    if (tmp == NULL)
        return -1;
    memcpy(tmp, v, n * sizeof(*tmp));
    qsort(tmp, n, sizeof(*tmp), by_value);
    *result = tmp[n / 2];
    free(tmp);
    return 0;
}
// --- vulnerable ---
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int by_value(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

int median(const int *v, size_t n, int *result)
{
    if (n == 0 || n > SIZE_MAX / sizeof(*v))
        return -1;
    int *tmp = malloc(n * sizeof(*tmp));
    if (tmp == NULL)
        return -1;
    memcpy(tmp, v, n * sizeof(*tmp));
    qsort(tmp, n, sizeof(*tmp), by_value);
    free(tmp);
    *result = tmp[n / 2];
    return 0;
}
