// seccoder-example: 1
// title: Add headlines to a news ticker through a printf-like wrapper
// guideline: Declare printf-like wrappers with the format attribute and pass text through "%s".
// cwe: CWE-134
// apis: vsnprintf
// applies: libc, GCC, Clang
// --- secure ---
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

struct ticker {
    char text[160];
    size_t used;
};

__attribute__((format(printf, 2, 3)))
static void ticker_add(struct ticker *t, const char *format, ...)
{
    size_t room = sizeof(t->text) - t->used;
    va_list args;

    va_start(args, format);
    int n = vsnprintf(t->text + t->used, room, format, args);
    va_end(args);
    if (n > 0)
        t->used += (size_t)n < room ? (size_t)n : room - 1;
}

void ticker_headline(struct ticker *t, int hour, const char *headline)
{
    ticker_add(t, "[%02d:00] ", hour);
    ticker_add(t, "%s", headline);
    ticker_add(t, " +++ ");
}
// --- vulnerable ---
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

struct ticker {
    char text[160];
    size_t used;
};

static void ticker_add(struct ticker *t, const char *format, ...)
{
    size_t room = sizeof(t->text) - t->used;
    va_list args;

    va_start(args, format);
    int n = vsnprintf(t->text + t->used, room, format, args);
    va_end(args);
    if (n > 0)
        t->used += (size_t)n < room ? (size_t)n : room - 1;
}

void ticker_headline(struct ticker *t, int hour, const char *headline)
{
    ticker_add(t, "[%02d:00] ", hour);
    ticker_add(t, headline);
    ticker_add(t, " +++ ");
}
