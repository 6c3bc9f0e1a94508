// seccoder-example: 1
// title: Split a setting line at its equals sign
// guideline: Test the result of strchr for NULL before writing or stepping past it.
// cwe: CWE-476
// apis: strchr
// applies: libc, configuration files
// --- secure ---
#include <string.h>

/* Cuts line in place; key and value point into it. */
int split_setting(char *line, char **key, char **value)
{
    char *eq = strchr(line, '=');

    if (eq == NULL || eq == line)
        return -1;
    *eq = '\0';
    *key = line;
    *value = eq + 1;
    return 0;
}
// --- vulnerable ---
#include <string.h>

/* Cuts line in place; key and value point into it. */
int split_setting(char *line, char **key, char **value)
{
    char *eq = strchr(line, '=');

    if (eq == line)
        return -1;
    *eq = '\0';
    *key = line;
    *value = eq + 1;
    return 0;
}
