// seccoder-example: 1
// title: Read a menu choice from a line of input
// guideline: Pass the real size of the line buffer to fgets and reject lines that do not fit.
// cwe: CWE-787
// apis: fgets, strtol
// applies: libc, user input
// --- secure ---
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int read_menu_choice(FILE *in, int items)
{
    char line[16], *end;

    if (fgets(line, sizeof(line), in) == NULL)
        return -1;
    if (strchr(line, '\n') == NULL) {
        int c;
        while ((c = getc(in)) != '\n' && c != EOF)
            ; /* the rest must not be taken for the next answer */
        return -1;
    }
    long v = strtol(line, &end, 10);
    if (end == line || *end != '\n' || v < 1 || v > items)
        return -1;
    return (int)v;
}
// --- vulnerable ---
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int read_menu_choice(FILE *in, int items)
{
    char line[16], *end;

    if (fgets(line, BUFSIZ, in) == NULL)
        return -1;
    if (strchr(line, '\n') == NULL) {
        int c;
        while ((c = getc(in)) != '\n' && c != EOF)
            ; /* the rest must not be taken for the next answer */
        return -1;
    }
    long v = strtol(line, &end, 10);
    if (end == line || *end != '\n' || v < 1 || v > items)
        return -1;
    return (int)v;
}
