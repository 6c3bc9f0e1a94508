// seccoder-example: 1
// title: Show a song title on a wide character display
// guideline: Give mbstowcs the number of wide characters that fit, not the size in bytes.
// cwe: CWE-787
// apis: mbstowcs
// applies: libc, displays, media players
// --- secure ---
#include <stddef.h>
#include <stdlib.h>

#define COLUMNS 20

struct display {
    size_t used;
    wchar_t line[COLUMNS + 1];
};

/* Shows nothing if the text does not fit or is not valid in the locale. */
int display_show(struct display *d, const char *text)
{
    size_t n = mbstowcs(d->line, text, COLUMNS + 1);

    if (n == (size_t)-1 || n > COLUMNS) {
        d->used = 0;
        d->line[0] = L'\0';
        return -1;
    }
    d->used = n;
    return 0;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdlib.h>

#define COLUMNS 20

struct display {
    size_t used;
    wchar_t line[COLUMNS + 1];
};

/* Shows nothing if the text does not fit or is not valid in the locale. */
int display_show(struct display *d, const char *text)
{
    size_t n = mbstowcs(d->line, text, sizeof(d->line));

    if (n == (size_t)-1 || n > COLUMNS) {
        d->used = 0;
        d->line[0] = L'\0';
        return -1;
    }
    d->used = n;
    return 0;
}
