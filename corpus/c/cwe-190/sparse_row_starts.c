// seccoder-example: 1
// title: Build the row index of a sparse matrix
// guideline: Limit a count from outside and widen it before adding one for the allocation.
// cwe: CWE-190, CWE-122
// apis: malloc, __builtin_add_overflow
// applies: linear algebra, file loaders
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define MAX_ROWS 10000000u

/* Row i has the entries start[i] up to start[i + 1]; the caller frees start. */
uint32_t *sparse_row_starts(const uint32_t *entries, uint32_t rows)
{
    if (rows > MAX_ROWS)
        return NULL;
    uint32_t *start = malloc(((size_t)rows + 1) * sizeof(*start));
    if (start == NULL)
        return NULL;
    start[0] = 0;
    for (uint32_t i = 0; i < rows; i++) {
        if (__builtin_add_overflow(start[i], entries[i], &start[i + 1])) {
            free(start);
            return NULL;
        }
    }
    return start;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* Row i has the entries start[i] up to start[i + 1]; the caller frees start. */
uint32_t *sparse_row_starts(const uint32_t *entries, uint32_t rows)
{
    uint32_t *start = malloc((rows + 1) * sizeof(*start));
    if (start == NULL)
        return NULL;
    start[0] = 0;
    for (uint32_t i = 0; i < rows; i++) {
        if (__builtin_add_overflow(start[i], entries[i], &start[i + 1])) {
            free(start);
            return NULL;
        }
    }
    return start;
}
