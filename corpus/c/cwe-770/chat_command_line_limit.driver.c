// Shows how much memory a client can take with one line.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    FILE *client = tmpfile();

    if (client == NULL)
        return 1;
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        for (int i = 0; i < 8 << 20; i++)
            putc('A', client);
        putc('\n', client);
        rewind(client);
        char *command = read_command(client);
        if (command == NULL)
            return 0;
        printf("a line of %zu bytes was kept\n", strlen(command));
        return 10;
    }
    fputs("NICK rosa\nJOIN #garden\n\nQUI", client);
    rewind(client);
    char *command;
    while ((command = read_command(client)) != NULL) {
        printf("[%s]\n", command);
        free(command);
    }
    return 0;
}
