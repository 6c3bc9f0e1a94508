// seccoder-example: 1
// title: Count the lines of a text file
// guideline: Check that fopen returned a stream before reading from it.
// cwe: CWE-476
// apis: fopen, getc, fclose
// applies: libc, file input
// --- secure ---
#include <stdio.h>

long count_lines(const char *path)
{
    FILE *fp = fopen(path, "r");
    if (fp == NULL)
        return -1;

    long lines = 0;
    int c;
    while ((c = getc(fp)) != EOF)
        lines += (c == '\n');
    if (ferror(fp))
        lines = -1;
    fclose(fp);
    return lines;
}
// --- vulnerable ---
#include <stdio.h>

long count_lines(const char *path)
{
    FILE *fp = fopen(path, "r");

    long lines = 0;
    int c;
    while ((c = getc(fp)) != EOF)
        lines += (c == '\n');
    if (ferror(fp))
        lines = -1;
    fclose(fp);
    return lines;
}
