// Shows whether a text that is no time of day gives a minute outside the day.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    static const char *const bad[] = {"25:00", "12:-800", "-3:15", "12:600", "99:99x"};
    static const char *const good[] = {"07:45", "0:00", "23:59", "noon", "7", ""};

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        for (int i = 0; i < 5; i++) {
            int minute = shift_start(bad[i]);
            if (minute != -1) {
                printf("%s was taken as minute %d\n", bad[i], minute);
                return 10;
            }
        }
        return 0;
    }
    for (int i = 0; i < 6; i++)
        printf("%s %d\n", good[i], shift_start(good[i]));
    return 0;
}
