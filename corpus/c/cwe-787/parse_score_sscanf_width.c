// seccoder-example: 1
// title: Parse a player name and score from a text line
// guideline: Give every sscanf string conversion a width one less than its buffer.
// cwe: CWE-787
// apis: sscanf
// applies: libc, text parsing
// --- secure ---
#include <stdio.h>

struct score {
    char player[16];
    int points;
};

int parse_score(const char *line, struct score *s)
{
    int used = 0;

    if (sscanf(line, "%15[^,],%9d%n", s->player, &s->points, &used) != 2)
        return -1;
    return line[used] == '\0' ? 0 : -1;
}
// --- vulnerable ---
#include <stdio.h>

struct score {
    char player[16];
    int points;
};

int parse_score(const char *line, struct score *s)
{
    int used = 0;

    if (sscanf(line, "%[^,],%9d%n", s->player, &s->points, &used) != 2)
        return -1;
    return line[used] == '\0' ? 0 : -1;
}
