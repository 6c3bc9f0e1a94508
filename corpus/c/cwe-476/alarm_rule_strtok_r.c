// seccoder-example: 1
// title: Parse an alarm rule of three words with strtok_r
// guideline: Check every strtok_r result for NULL before reading through it.
// cwe: CWE-476
// apis: strtok_r, strtol
// applies: libc, text parsing
// --- secure ---
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct rule {
    char sensor[16];
    char compare;
    long limit;
};

/* Reads a rule such as "boiler > 75" and changes the line. */
int rule_parse(struct rule *r, char *line)
{
    char *save = NULL, *end;
    const char *sensor = strtok_r(line, " \t\n", &save);
    const char *compare = strtok_r(NULL, " \t\n", &save);
    const char *limit = strtok_r(NULL, " \t\n", &save);
    const char *rest = strtok_r(NULL, " \t\n", &save);

    if (sensor == NULL || compare == NULL || limit == NULL)
        return -1;
    if (rest != NULL || strlen(sensor) >= sizeof(r->sensor))
        return -1;
    if (strcmp(compare, "<") != 0 && strcmp(compare, ">") != 0)
        return -1;
    errno = 0;
    long value = strtol(limit, &end, 10);
    if (errno != 0 || end == limit || *end != '\0')
        return -1;
    r->limit = value;
    r->compare = compare[0];
    memcpy(r->sensor, sensor, strlen(sensor) + 1);
    return 0;
}
// --- vulnerable ---
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct rule {
    char sensor[16];
    char compare;
    long limit;
};

/* Reads a rule such as "boiler > 75" and changes the line. */
int rule_parse(struct rule *r, char *line)
{
    char *save = NULL, *end;
    const char *sensor = strtok_r(line, " \t\n", &save);
    const char *compare = strtok_r(NULL, " \t\n", &save);
    const char *limit = strtok_r(NULL, " \t\n", &save);
    const char *rest = strtok_r(NULL, " \t\n", &save);

    if (rest != NULL || strlen(sensor) >= sizeof(r->sensor))
        return -1;
    if (strcmp(compare, "<") != 0 && strcmp(compare, ">") != 0)
        return -1;
    errno = 0;
    long value = strtol(limit, &end, 10);
    if (errno != 0 || end == limit || *end != '\0')
        return -1;
    r->limit = value;
    r->compare = compare[0];
    memcpy(r->sensor, sensor, strlen(sensor) + 1);
    return 0;
}
