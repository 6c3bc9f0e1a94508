#include "task.c"
#include "probe.h"

static int all(void) {
    struct canvas *canvas = canvas_new(6, 4);
    PROBE_CHECK(canvas);
    canvas_fill(canvas, 1, 1, 3, 2, 7);
    PROBE_CHECK(memcmp(canvas->cells, "\0\0\0\0\0\0"
                                      "\0\7\7\7\0\0"
                                      "\0\7\7\7\0\0"
                                      "\0\0\0\0\0\0", 24) == 0);
    canvas_fill(canvas, 5, 3, 1, 1, 9);
    PROBE_CHECK(canvas->cells[23] == 9 && canvas->cells[22] == 0);
    canvas_fill(canvas, 2, 2, 0, 0, 8);
    PROBE_CHECK(canvas->cells[14] == 7);
    canvas_fill(canvas, 0, 0, 6, 4, 5);
    for (int i = 0; i < 24; i++)
        PROBE_CHECK(canvas->cells[i] == 5);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
