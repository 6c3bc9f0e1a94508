// A chunk that claims more bytes than the file has gives a text that lies past its end.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

#define SIGNATURE "\x89PNG\r\n\x1a\n"

static int show(const char *bytes, size_t size)
{
    uint8_t *png = malloc(size);
    size_t len = 0;

    memcpy(png, bytes, size);
    const uint8_t *text = png_text(png, size, "Author", &len);
    if (text == NULL)
        printf("no author\n");
    else {
        for (size_t i = 0; i < len; i++)
            putchar(text[i]);
        printf(" (%zu)\n", len);
    }
    free(png);
    return text != NULL;
}

int main(int argc, char **argv)
{
    static const char good[] = SIGNATURE "\0\0\0\2" "gAMA" "xx" "cccc"
        "\0\0\0\13" "tEXt" "Author\0Ines" "cccc";
    static const char bare[] = SIGNATURE "\0\0\0\2" "gAMA" "xx" "cccc";
    static const char cut[] = SIGNATURE "\0\0\1\0" "tEXt" "Author\0Ines" "cccc";

    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        show(good, sizeof(good) - 1);
        show(bare, sizeof(bare) - 1);
        return 0;
    }
    return show(cut, sizeof(cut) - 1);
}
