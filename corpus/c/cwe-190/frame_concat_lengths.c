// seccoder-example: 1
// title: Concatenate a header and a body into one frame
// guideline: Check that the sum of two 32-bit lengths fits before allocating that many bytes.
// cwe: CWE-190, CWE-787
// apis: malloc, memcpy
// applies: network protocols, serialization
// --- secure ---
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

uint8_t *frame_build(const uint8_t *head, uint32_t head_len,
                     const uint8_t *body, uint32_t body_len, uint32_t *total)
{
    if (body_len > UINT32_MAX - head_len)
        return NULL;
    *total = head_len + body_len;
    uint8_t *frame = malloc(*total ? *total : 1);
    if (frame == NULL)
        return NULL;
    memcpy(frame, head, head_len);
    memcpy(frame + head_len, body, body_len);
    return frame;
}
// --- vulnerable ---
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

uint8_t *frame_build(const uint8_t *head, uint32_t head_len,
                     const uint8_t *body, uint32_t body_len, uint32_t *total)
{
    *total = head_len + body_len;
    uint8_t *frame = malloc(*total ? *total : 1);
    if (frame == NULL)
        return NULL;
    memcpy(frame, head, head_len);
    memcpy(frame + head_len, body, body_len);
    return frame;
}
