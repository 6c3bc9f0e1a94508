// A call sign that is longer than its field must be refused.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct packet *p = malloc(sizeof(*p));

    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        int rc = packet_parse(p, "DL0XYZ-7>APRS:wind 5 m/s");
        printf("%d [%s] [%s]\n", rc, p->sender, p->body);
        rc = packet_parse(p, "DL0XYZ-15>APRS:");
        printf("%d [%s] [%s]\n", rc, p->sender, p->body);
        printf("%d %d\n", packet_parse(p, "DL0XYZ:wind"), packet_parse(p, "DL0XYZ>APRS"));
        free(p);
        return 0;
    }
    int rc = packet_parse(p, "DL0XYZ-7DL0XYZ-7DL0XYZ-7DL0XYZ-7>APRS:wind");
    printf("%d\n", rc);
    free(p);
    return rc == -1 ? 0 : 1;
}
