// A rule that ends after its first or second word gives NULL for the missing words.
#include <stdio.h>
#include <string.h>
#include "example.c"

static int parse(const char *text)
{
    char line[64];
    struct rule r = { "", 0, 0 };

    strcpy(line, text);
    if (rule_parse(&r, line) != 0) {
        printf("no rule\n");
        return -1;
    }
    printf("%s %c %ld\n", r.sensor, r.compare, r.limit);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        parse("boiler > 75\n");
        parse("  freezer  <  -18\n");
        parse("boiler = 75\n");
        parse("boiler > 7x\n");
        parse("boiler > 75 90\n");
        return 0;
    }
    return parse("boiler >\n") == -1 && parse("boiler\n") == -1 && parse(" \n") == -1 ? 0 : 1;
}
