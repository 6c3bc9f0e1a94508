// seccoder-example: 1
// title: Store a session identifier of variable length
// guideline: Compare a length that comes with the data with the size of the destination before memcpy.
// cwe: CWE-787
// apis: memcpy
// applies: TLS, network protocols
// --- secure ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct session {
    uint8_t id[32];
    uint8_t id_len;
};

int session_set_id(struct session *s, const uint8_t *id, size_t len)
{
    if (len == 0 || len > sizeof(s->id))
        return -1;
    memcpy(s->id, id, len);
    s->id_len = (uint8_t)len;
    return 0;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct session {
    uint8_t id[32];
    uint8_t id_len;
};

int session_set_id(struct session *s, const uint8_t *id, size_t len)
{
    if (len == 0)
        return -1;
    memcpy(s->id, id, len);
    s->id_len = (uint8_t)len;
    return 0;
}
