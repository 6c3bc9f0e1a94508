// Shows whether the percent signs of a headline are taken for conversions.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct ticker t = {.used = 0};

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        ticker_headline(&t, 7, "Rates up 3%% says %%s bank");
        if (strstr(t.text, "3%% says %%s") != NULL)
            return 0;
        printf("the headline was read as a format: %s\n", t.text);
        return 10;
    }
    ticker_headline(&t, 7, "Harbour bridge opens again");
    ticker_headline(&t, 18, "Rain until Friday");
    puts(t.text);
    for (int i = 0; i < 20; i++)
        ticker_headline(&t, i, "Full");
    printf("%zu %zu\n", t.used, strlen(t.text));
    return 0;
}
