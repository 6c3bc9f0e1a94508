// Shows whether somebody who gets the file reads the passphrase in it.
// libs: -lcrypto
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    char text[256] = "";
    unsigned id = 0;
    FILE *members = tmpfile();

    if (members == NULL)
        return 1;
    int rc = store_member(members, 42, "seven-green-boats");
    rewind(members);
    if (fgets(text, sizeof(text), members) == NULL)
        return 1;
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (strstr(text, "seven-green-boats") == NULL)
            return 0;
        printf("the file shows the passphrase\n");
        return 10;
    }
    sscanf(text, "%u", &id);
    printf("%d member %u on one line %d\n", rc, id, strchr(text, '\n') != NULL);
    return fclose(members);
}
