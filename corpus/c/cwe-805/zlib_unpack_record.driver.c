// libs: -lz
// A record that declares more bytes than the buffer has must be refused (guard page behind it).
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include "example.c"

static size_t pack(uint8_t *record, const uint8_t *plain, uLong n)
{
    uLongf len = 8000;

    record[0] = record[1] = 0;
    record[2] = (uint8_t)(n >> 8);
    record[3] = (uint8_t)n;
    compress(record + 4, &len, plain, n);
    return len + 4;
}

int main(int argc, char **argv)
{
    static uint8_t plain[9000], record[9000];
    uint8_t *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page == MAP_FAILED || mprotect(page + 4096, 4096, PROT_NONE) != 0)
        return 1;
    uint8_t *out = page + 4096 - 64;
    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        size_t n = pack(record, (const uint8_t *)"tide tables of the harbour", 26);
        long len = record_unpack(out, 64, record, n);
        printf("%ld %.26s\n", len, (const char *)out);
        printf("%ld %ld\n", record_unpack(out, 64, record, 3), record_unpack(out, 64, record, 9));
        return 0;
    }
    memset(plain, 't', sizeof(plain));
    size_t n = pack(record, plain, 5000);
    long len = record_unpack(out, 64, record, n);
    printf("%ld\n", len);
    return len == -1 ? 0 : 10;
}
