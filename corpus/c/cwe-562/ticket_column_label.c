// seccoder-example: 1
// title: Shorten a long ticket title for a table column
// guideline: Put text that outlives the function into memory that its caller owns.
// cwe: CWE-562, CWE-416
// apis: snprintf
// applies: tickets, text output
// --- secure ---
#include <stdio.h>
#include <string.h>

struct ticket {
    char title[80];
    char label[20]; /* filled by ticket_label */
};

/* The result is valid as long as the ticket. */
const char *ticket_label(struct ticket *t)
{
    if (strlen(t->title) < sizeof(t->label))
        return t->title;
    snprintf(t->label, sizeof(t->label), "%.16s...", t->title);
    return t->label;
}
// --- vulnerable ---
#include <stdio.h>
#include <string.h>

struct ticket {
    char title[80];
};

/* The result is valid as long as the ticket. */
const char *ticket_label(struct ticket *t)
{
    char label[20];

    if (strlen(t->title) < sizeof(label))
        return t->title;
    snprintf(label, sizeof(label), "%.16s...", t->title);
    return label;
}
