// seccoder-example: 1
// title: Get the password of a message broker
// guideline: Read passwords at run time from a credential file; never keep them in the program.
// cwe: CWE-798, CWE-259
// apis: fopen, fgets
// applies: systemd credentials, libc
// --- secure ---
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Returns 0 and the password without a newline, or -1. */
int broker_password(char *password, size_t cap)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    char path[PATH_MAX];

    if (folder == NULL)
        return -1;
    int n = snprintf(path, sizeof(path), "%s/broker", folder);
    if (n < 0 || (size_t)n >= sizeof(path))
        return -1;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return -1;
    int whole = fgets(password, (int)cap, file) != NULL
                && (strchr(password, '\n') != NULL || getc(file) == EOF);
    fclose(file);
    if (!whole)
        return -1;
    password[strcspn(password, "\n")] = '\0';
    return password[0] == '\0' ? -1 : 0;
}
// --- vulnerable ---
#include <stdio.h>

static const char broker_secret[] = "change-me";

/* Returns 0 and the password without a newline, or -1. */
int broker_password(char *password, size_t cap)
{
    int n = snprintf(password, cap, "%s", broker_secret);

    return n < 0 || (size_t)n >= cap ? -1 : 0;
}
