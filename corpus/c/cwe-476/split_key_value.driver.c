// A line without an equals sign: strchr answers NULL, and the cut is written there.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    char *key = NULL, *value = NULL;

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        char word[] = "verbose", nothing[] = "";
        if (split_setting(word, &key, &value) != -1 || strcmp(word, "verbose") != 0 ||
            split_setting(nothing, &key, &value) != -1 || key != NULL || value != NULL)
            return 1;
        puts("lines without a value are refused");
        return 0;
    }
    char plain[] = "volume=11", twice[] = "formula=a=b", bare[] = "name=", anonymous[] = "=3";
    int rc = split_setting(plain, &key, &value);
    printf("%d '%s' '%s'\n", rc, key, value);
    rc = split_setting(twice, &key, &value);
    printf("%d '%s' '%s'\n", rc, key, value);
    rc = split_setting(bare, &key, &value);
    printf("%d '%s' '%s'\n", rc, key, value);
    printf("%d\n", split_setting(anonymous, &key, &value));
    return 0;
}
