// A time far past the end of the recording must not wrap round to an offset inside it.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    uint8_t h[44] = "RIFF....WAVEfmt ";

    memcpy(h + 24, "\x80\xbb\0\0", 4); /* 48000 frames a second */
    h[32] = 4;
    memcpy(h + 36, "data\0\xb8\x0b\0", 8); /* 768000 bytes, four seconds */
    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        printf("%" PRId64 " %" PRId64 " %" PRId64 "\n", wav_offset(h, 0), wav_offset(h, 1500),
               wav_offset(h, 4000));
        return 0;
    }
    int64_t at = wav_offset(h, 90000);
    printf("90 s of a recording of 4 s: offset %" PRId64 "\n", at);
    return at == -1 ? 0 : 10;
}
