#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A drawing program runs scripts that its users send each other; this is its canvas. */

struct canvas {
    int width;
    int height;
    uint8_t *cells; /* row after row, one byte for each cell */
};

/* Returns an empty canvas, or NULL when there is no memory. */
struct canvas *canvas_new(int width, int height) {
    struct canvas *canvas = malloc(sizeof *canvas);
    if (!canvas)
        return NULL;
    canvas->width = width;
    canvas->height = height;
    canvas->cells = calloc((size_t)width, (size_t)height);
    if (!canvas->cells) {
        free(canvas);
        return NULL;
    }
    return canvas;
}

/* Runs the script command "fill X Y W H INK". */
void canvas_fill(struct canvas *canvas, int x, int y, int w, int h, uint8_t ink) {
    /* Paint the box of w by h cells whose top left cell is (x, y). */
