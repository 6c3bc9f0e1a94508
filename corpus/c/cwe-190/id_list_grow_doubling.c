// seccoder-example: 1
// title: Grow a list by doubling its 16-bit capacity
// guideline: Stop before doubling a capacity that would no longer fit its type.
// cwe: CWE-190, CWE-416
// apis: realloc
// applies: libc, dynamic arrays
// --- secure ---
#include <stdint.h>
#include <stdlib.h>

struct id_list {
    uint32_t *id;
    uint16_t len, cap;
};

int id_list_add(struct id_list *l, uint32_t id)
{
    if (l->len == l->cap) {
        if (l->cap > UINT16_MAX / 2)
            return -1;
        uint16_t cap = l->cap ? l->cap * 2 : 8;
        uint32_t *p = realloc(l->id, cap * sizeof(*p));
        if (p == NULL)
            return -1;
        l->id = p;
        l->cap = cap;
    }
    l->id[l->len++] = id;
    return 0;
}
// --- vulnerable ---
#include <stdint.h>
#include <stdlib.h>

struct id_list {
    uint32_t *id;
    uint16_t len, cap;
};

int id_list_add(struct id_list *l, uint32_t id)
{
    if (l->len == l->cap) {
        uint16_t cap = l->cap ? l->cap * 2 : 8;
        uint32_t *p = realloc(l->id, cap * sizeof(*p));
        if (p == NULL)
            return -1;
        l->id = p;
        l->cap = cap;
    }
    l->id[l->len++] = id;
    return 0;
}
