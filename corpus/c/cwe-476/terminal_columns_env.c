// seccoder-example: 1
// title: Read the terminal width from the environment
// guideline: Treat an unset environment variable as a normal case before parsing its value.
// cwe: CWE-476
// apis: getenv, strtol
// applies: POSIX, environment, terminals
// --- secure ---
#include <stdlib.h>

int terminal_columns(void)
{
    const char *env = getenv("COLUMNS");
    if (env == NULL)
        return 80;

    char *end;
    long n = strtol(env, &end, 10);
    if (end == env || *end != '\0' || n < 1 || n > 1000)
        return 80;
    return (int)n;
}
// --- vulnerable ---
#include <stdlib.h>

int terminal_columns(void)
{
    const char *env = getenv("COLUMNS");

    char *end;
    long n = strtol(env, &end, 10);
    if (end == env || *end != '\0' || n < 1 || n > 1000)
        return 80;
    return (int)n;
}
