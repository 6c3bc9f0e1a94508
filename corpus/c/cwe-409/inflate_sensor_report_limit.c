// seccoder-example: 1
// title: Unpack a compressed sensor report with zlib
// guideline: Set a limit on the unpacked size and stop when data grows beyond it.
// cwe: CWE-409, CWE-770
// apis: inflate, realloc
// applies: zlib
// --- secure ---
#include <stdlib.h>
#include <zlib.h>

#define REPORT_MAX (256 * 1024)

/* Returns the report, which the caller frees, or NULL. */
unsigned char *unpack_report(unsigned char *in, unsigned int in_len, size_t *out_len)
{
    z_stream z = {.next_in = in, .avail_in = in_len};
    unsigned char *out = NULL;
    size_t cap = 0, used = 0;
    int rc = inflateInit(&z);

    while (rc == Z_OK) {
        if (used == cap) {
            size_t more = cap == 0 ? 4096 : cap * 2;
            unsigned char *grown = more > REPORT_MAX ? NULL : realloc(out, more);
            if (grown == NULL)
                break;
            out = grown;
            cap = more;
        }
        z.next_out = out + used;
        z.avail_out = (uInt)(cap - used);
        rc = inflate(&z, Z_NO_FLUSH);
        used = cap - z.avail_out;
    }
    inflateEnd(&z);
    if (rc != Z_STREAM_END) {
        free(out);
        return NULL;
    }
    *out_len = used;
    return out;
}
// --- vulnerable ---
#include <stdlib.h>
#include <zlib.h>

/* Returns the report, which the caller frees, or NULL. */
unsigned char *unpack_report(unsigned char *in, unsigned int in_len, size_t *out_len)
{
    z_stream z = {.next_in = in, .avail_in = in_len};
    unsigned char *out = NULL;
    size_t cap = 0, used = 0;
    int rc = inflateInit(&z);

    while (rc == Z_OK) {
        if (used == cap) {
            size_t more = cap == 0 ? 4096 : cap * 2;
            unsigned char *grown = realloc(out, more);
            if (grown == NULL)
                break;
            out = grown;
            cap = more;
        }
        z.next_out = out + used;
        z.avail_out = (uInt)(cap - used);
        rc = inflate(&z, Z_NO_FLUSH);
        used = cap - z.avail_out;
    }
    inflateEnd(&z);
    if (rc != Z_STREAM_END) {
        free(out);
        return NULL;
    }
    *out_len = used;
    return out;
}
