// A very long wait overflows the signed product or sum; it must saturate instead.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (deadline_after(1700000000000, INT64_MAX) != INT64_MAX ||
            deadline_after(INT64_MAX - 500, 1) != INT64_MAX ||
            deadline_after(1700000000000, INT64_MAX / 1000) != INT64_MAX)
            return 1;
        puts("long waits end at the last moment");
        return 0;
    }
    printf("%lld %lld %lld %lld\n", (long long)deadline_after(1000, 30),
           (long long)deadline_after(1000, 0), (long long)deadline_after(1000, -5),
           (long long)deadline_after(0, 1));
    return 0;
}
