// 65536 + 22 becomes port 22 when it is narrowed unchecked: a filter on ports is passed.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    uint16_t port = 0;

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        const char *const text[] = {"65558", "-65514", "0", "65536", "9223372036854775807"};
        for (int i = 0; i < 5; i++) {
            if (parse_port(text[i], &port) == 0) {
                printf("%s was taken as port %d\n", text[i], port);
                return 10;
            }
        }
        puts("numbers that are no port are refused");
        return 0;
    }
    const char *const text[] = {"80", "1", "65535", "8080x", "", "99999999999999999999"};
    for (int i = 0; i < 6; i++) {
        port = 0;
        int rc = parse_port(text[i], &port);
        printf("%d %d\n", rc, port);
    }
    return 0;
}
