// A lead byte at the end of the text announces bytes that are not there.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

static unsigned char *block(const char *s, size_t n)
{
    return memcpy(malloc(n), s, n);
}

int main(int argc, char **argv)
{
    uint32_t cp = 0;

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (utf8_decode(block("\xF0\x9F\x98", 3), 3, &cp) != 0 ||
            utf8_decode(block("\xE2\x82", 2), 2, &cp) != 0 ||
            utf8_decode(block("\xC3", 1), 1, &cp) != 0)
            return 1;
        puts("characters that are cut short are refused");
        return 0;
    }
    const char *const text[] = {
        "A", "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", /* valid */
        "\xC0\x80", "\xED\xA0\x80", "\xFF", "\xC3(", "\xF4\x90\x80\x80",
    };
    for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
        cp = 0;
        size_t n = strlen(text[i]), used = utf8_decode(block(text[i], n), n, &cp);
        printf("%zu U+%04X\n", used, (unsigned)cp);
    }
    printf("%zu\n", utf8_decode((const unsigned char *)"", 0, &cp));
    return 0;
}
