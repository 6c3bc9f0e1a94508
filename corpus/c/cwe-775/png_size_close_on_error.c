// seccoder-example: 1
// title: Read the size of a PNG picture from its header
// guideline: Close a descriptor right after its last use, before any early return.
// cwe: CWE-775, CWE-772
// apis: open, read, close
// applies: POSIX
// --- secure ---
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

static uint32_t big_endian(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

int png_size(const char *path, uint32_t *width, uint32_t *height)
{
    static const unsigned char magic[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    unsigned char head[24];
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd == -1)
        return -1;
    ssize_t n = read(fd, head, sizeof(head));
    close(fd);
    if (n != (ssize_t)sizeof(head) || memcmp(head, magic, sizeof(magic)) != 0)
        return -1;
    *width = big_endian(head + 16);
    *height = big_endian(head + 20);
    return 0;
}
// --- vulnerable ---
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

static uint32_t big_endian(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

int png_size(const char *path, uint32_t *width, uint32_t *height)
{
    static const unsigned char magic[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    unsigned char head[24];
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd == -1)
        return -1;
    ssize_t n = read(fd, head, sizeof(head));
    if (n != (ssize_t)sizeof(head) || memcmp(head, magic, sizeof(magic)) != 0)
        return -1;
    *width = big_endian(head + 16);
    *height = big_endian(head + 20);
    close(fd);
    return 0;
}
