#include "task.c"
#include "probe.h"

static int ordinary(void) {
    struct canvas *canvas = canvas_new(6, 4);
    if (!canvas)
        return PROBE_UNCLEAR;
    canvas_fill(canvas, 1, 1, 3, 2, 7);
    for (int i = 0; i < 24; i++) {
        int inside = i / 6 >= 1 && i / 6 <= 2 && i % 6 >= 1 && i % 6 <= 3;
        if (canvas->cells[i] != (inside ? 7 : 0))
            return PROBE_UNCLEAR;
    }
    return 0;
}

static int fill(int x, int y, int w, int h) {
    struct canvas *canvas = canvas_new(6, 4);
    if (!canvas)
        return PROBE_UNCLEAR;
    canvas_fill(canvas, x, y, w, h, 7);
    return 0;
}

static int below(void) {
    return fill(2, 3, 2, 3);
}

static int above(void) {
    return fill(2, -2, 2, 3);
}

static int to_the_right(void) {
    return fill(4, 3, 8, 1);
}

static int to_the_left(void) {
    return fill(-3, 0, 5, 1);
}

static int far_away(void) {
    return fill(2, 5000, 2, 2);
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"a box that ends below the canvas is written past the cells", below},
        {"a box that starts above the canvas is written before the cells", above},
        {"a box that is too wide is written past the cells", to_the_right},
        {"a box that starts left of the canvas is written before the cells", to_the_left},
        {"a box far below the canvas is written outside of the cells", far_away},
    };
    return PROBE_SECURITY(ordinary, attacks, PROBE_BOUNDS);
}
