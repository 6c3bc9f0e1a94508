// The label of a long title must still be readable after the function has returned.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    struct ticket t = { "" };

    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        strcpy(t.title, "Printer jam");
        printf("%s\n", ticket_label(&t));
        strcpy(t.title, "Nineteen characters");
        printf("%s\n", ticket_label(&t));
        return 0;
    }
    strcpy(t.title, "Printer on the second floor prints only blank pages");
    const char *label = ticket_label(&t);
    printf("%zu %s\n", strlen(label), label);
    return strcmp(label, "Printer on the s...") == 0 ? 0 : 10;
}
