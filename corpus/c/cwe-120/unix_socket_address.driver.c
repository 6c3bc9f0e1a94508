// A socket path of more than 107 characters does not fit into struct sockaddr_un.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct sockaddr_un *a = malloc(sizeof(*a));
    char path[200];

    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        int rc = unix_address(a, "/run/printer/jobs.sock");
        printf("%d %d %s\n", rc, a->sun_family == AF_UNIX, a->sun_path);
        printf("%d\n", unix_address(a, ""));
        memset(path, 'p', sizeof(path));
        path[107] = '\0';
        printf("%d %zu\n", unix_address(a, path), strlen(a->sun_path));
        return 0;
    }
    memset(path, 'p', sizeof(path));
    path[108] = '\0';
    int first = unix_address(a, path);
    path[108] = 'p';
    path[199] = '\0';
    int second = unix_address(a, path);
    printf("%d %d\n", first, second);
    return first == -1 && second == -1 ? 0 : 10;
}
