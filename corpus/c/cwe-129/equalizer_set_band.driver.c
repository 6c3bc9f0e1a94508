// A negative band would change memory before the array.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    static const char *const text[] = { "3=-6", "0=12", "9=+1", "10=3", "2=13", "x=1", "4=" };
    struct equalizer eq = { { 0 } };

    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++)
            printf("%d ", equalizer_apply(&eq, text[i]));
        printf("\n%d %d %d\n", eq.gain[0], eq.gain[3], eq.gain[9]);
        return 0;
    }
    int rc = equalizer_apply(&eq, "-8=5");
    printf("%d\n", rc);
    return rc == -1 ? 0 : 1;
}
