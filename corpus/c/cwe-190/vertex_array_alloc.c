// seccoder-example: 1
// title: Allocate and initialise an array of vertices
// guideline: Compare the element count with SIZE_MAX divided by the element size before multiplying.
// cwe: CWE-190, CWE-787
// apis: malloc
// applies: libc, graphics
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

struct vertex {
    float x, y, z;
    uint32_t color;
};

struct vertex *vertices_new(size_t count)
{
    if (count == 0 || count > SIZE_MAX / sizeof(struct vertex))
        return NULL;
    struct vertex *v = malloc(count * sizeof(*v));
    if (v == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        v[i] = (struct vertex){.color = 0xFFFFFFFF};
    return v;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

struct vertex {
    float x, y, z;
    uint32_t color;
};

struct vertex *vertices_new(size_t count)
{
    if (count == 0)
        return NULL;
    struct vertex *v = malloc(count * sizeof(*v));
    if (v == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        v[i] = (struct vertex){.color = 0xFFFFFFFF};
    return v;
}
