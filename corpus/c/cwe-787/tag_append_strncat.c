// seccoder-example: 1
// title: Append a word to a fixed-size tag string
// guideline: Pass strncat the room left minus one, never the size of the whole buffer.
// cwe: CWE-787
// apis: strncat
// applies: libc, strings
// --- secure ---
#include <stdbool.h>
#include <string.h>

struct tag {
    char text[24]; /* always terminated */
};

/* Returns false if the word had to be cut. */
bool tag_append(struct tag *t, const char *word)
{
    size_t room = sizeof(t->text) - strlen(t->text) - 1;

    strncat(t->text, word, room);
    return strlen(word) <= room;
}
// --- vulnerable ---
#include <stdbool.h>
#include <string.h>

struct tag {
    char text[24]; /* always terminated */
};

/* Returns false if the word had to be cut. */
bool tag_append(struct tag *t, const char *word)
{
    size_t room = sizeof(t->text) - strlen(t->text) - 1;

    strncat(t->text, word, sizeof(t->text));
    return strlen(word) <= room;
}
