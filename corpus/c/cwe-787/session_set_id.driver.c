// An identifier of 200 bytes is copied into 32.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct session *s = calloc(1, sizeof(*s));
    uint8_t id[200];

    memset(id, 0xab, sizeof(id));
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (session_set_id(s, id, 200) != -1 || s->id_len != 0 || s->id[0] != 0)
            return 1;
        puts("identifiers that do not fit are refused");
        return 0;
    }
    int rc = session_set_id(s, id, 32);
    printf("%d %d %02x\n", rc, s->id_len, s->id[31]);
    rc = session_set_id(s, (const uint8_t *)"k", 1);
    printf("%d %d %c\n", rc, s->id_len, s->id[0]);
    printf("%d\n", session_set_id(s, id, 0));
    return 0;
}
