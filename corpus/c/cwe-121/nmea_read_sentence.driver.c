// A line without an end must not run over the local buffer.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

static int show(const char *text)
{
    FILE *port = fmemopen((void *)text, strlen(text), "r");
    char out[64] = "";
    int rc = nmea_read(port, out, sizeof(out));

    printf("%d %s\n", rc, rc == 0 ? out : "-");
    fclose(port);
    return rc;
}

int main(int argc, char **argv)
{
    char text[400];

    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        show("$GPZDA,08*4F\r\n");
        show("$GPZDA,08*4E\r\n");
        show("$GPZDA,08*48\r\n");
        show("$GPZDA,08");
        show("*\n");
        return 0;
    }
    memset(text, 'A', sizeof(text));
    text[0] = '$';
    text[398] = '\n';
    text[399] = '\0';
    return show(text) == -1 ? 0 : 1;
}
