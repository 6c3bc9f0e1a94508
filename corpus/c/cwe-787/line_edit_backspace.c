// seccoder-example: 1
// title: Apply a typed key or a backspace to a line buffer
// guideline: Check for an empty buffer before decrementing the length used as a write index.
// cwe: CWE-787
// apis: array index
// applies: terminals, line editing
// --- secure ---
#include <stddef.h>

struct line_edit {
    char buf[128];
    size_t len;
};

void line_edit_key(struct line_edit *e, char key)
{
    if (key == '\b') {
        if (e->len > 0)
            e->buf[--e->len] = '\0';
    } else if (e->len < sizeof(e->buf) - 1) {
        e->buf[e->len++] = key;
        e->buf[e->len] = '\0';
    }
}
// --- vulnerable ---
#include <stddef.h>

struct line_edit {
    char buf[128];
    size_t len;
};

void line_edit_key(struct line_edit *e, char key)
{
    if (key == '\b') {
        e->buf[--e->len] = '\0';
    } else if (e->len < sizeof(e->buf) - 1) {
        e->buf[e->len++] = key;
        e->buf[e->len] = '\0';
    }
}
