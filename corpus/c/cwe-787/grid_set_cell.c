// seccoder-example: 1
// title: Set one cell of a two-dimensional grid
// guideline: Check the row and the column separately, each from zero to one below its limit.
// cwe: CWE-787
// apis: array index
// applies: games, matrices
// --- secure ---
#include <stddef.h>
#include <stdint.h>

struct grid {
    int rows, cols;
    uint8_t *cell; /* rows * cols bytes */
};

int grid_set(struct grid *g, int row, int col, uint8_t value)
{
    if (row < 0 || row >= g->rows || col < 0 || col >= g->cols)
        return -1;
    g->cell[(size_t)row * (size_t)g->cols + (size_t)col] = value;
    return 0;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>

struct grid {
    int rows, cols;
    uint8_t *cell; /* rows * cols bytes */
};

int grid_set(struct grid *g, int row, int col, uint8_t value)
{
    if (row < 0 || row > g->rows || col < 0 || col > g->cols)
        return -1;
    g->cell[(size_t)row * (size_t)g->cols + (size_t)col] = value;
    return 0;
}
