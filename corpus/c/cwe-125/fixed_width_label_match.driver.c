// A label that fills all 12 bytes has no terminator; strlen reads past the block that holds it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

static struct superblock *block_with(const char *label)
{
    struct superblock *sb = malloc(sizeof(*sb));
    sb->magic = 0x53424c4b;
    memset(sb->label, 0, sizeof(sb->label));
    memcpy(sb->label, label, strlen(label));
    return sb;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        struct superblock *full = block_with("ABCDEFGHIJKL");
        if (!label_is(full, "ABCDEFGHIJKL") || label_is(full, "ABCDEFGHIJK") ||
            label_is(full, "ABCDEFGHIJKLM"))
            return 1;
        puts("a full label is compared within its field");
        return 0;
    }
    struct superblock *sb = block_with("backup");
    printf("%d %d %d %d\n", label_is(sb, "backup"), label_is(sb, "back"),
           label_is(sb, "backups"), label_is(block_with(""), ""));
    return 0;
}
