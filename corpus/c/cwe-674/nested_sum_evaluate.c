// seccoder-example: 1
// title: Evaluate a sum with nested parentheses
// guideline: Count the depth of a recursion that follows the input and stop at a fixed limit.
// cwe: CWE-674
// apis: strtol, __builtin_add_overflow
// applies: parsers, calculators
// --- secure ---
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#define MAX_DEPTH 64

static bool sum(const char **p, int depth, long *value);

static bool term(const char **p, int depth, long *value)
{
    if (**p == '(') {
        (*p)++;
        if (depth == MAX_DEPTH || !sum(p, depth + 1, value) || **p != ')')
            return false;
        (*p)++;
        return true;
    }
    char *end;
    errno = 0;
    if (!isdigit((unsigned char)**p))
        return false;
    *value = strtol(*p, &end, 10);
    *p = end;
    return errno == 0;
}

static bool sum(const char **p, int depth, long *value)
{
    bool ok = term(p, depth, value);
    while (ok && **p == '+') {
        long right = 0;
        (*p)++;
        ok = term(p, depth, &right) && !__builtin_add_overflow(*value, right, value);
    }
    return ok;
}

bool evaluate_sum(const char *text, long *value)
{
    return sum(&text, 0, value) && *text == '\0';
}
// --- vulnerable ---
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

static bool sum(const char **p, long *value);

static bool term(const char **p, long *value)
{
    if (**p == '(') {
        (*p)++;
        if (!sum(p, value) || **p != ')')
            return false;
        (*p)++;
        return true;
    }
    char *end;
    errno = 0;
    if (!isdigit((unsigned char)**p))
        return false;
    *value = strtol(*p, &end, 10);
    *p = end;
    return errno == 0;
}

static bool sum(const char **p, long *value)
{
    bool ok = term(p, value);
    while (ok && **p == '+') {
        long right = 0;
        (*p)++;
        ok = term(p, &right) && !__builtin_add_overflow(*value, right, value);
    }
    return ok;
}

bool evaluate_sum(const char *text, long *value)
{
    return sum(&text, value) && *text == '\0';
}
