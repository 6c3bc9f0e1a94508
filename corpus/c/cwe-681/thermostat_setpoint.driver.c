// A number that does not fit into the register must not be stored as another one.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    static const char *const good[] = { "21.5", "5", "3e1", "18.04", "warm", "20 C", "" };
    static const char *const bad[] = { "6600", "-5000.5", "nan", "1e300", "inf" };
    int16_t t = 0;

    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
            int rc = setpoint_from_text(good[i], &t);
            printf("%d %d\n", rc, rc == 0 ? t : 0);
        }
        return 0;
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (setpoint_from_text(bad[i], &t) == 0) {
            printf("%s was stored as %d\n", bad[i], t);
            return 10;
        }
    }
    return 0;
}
