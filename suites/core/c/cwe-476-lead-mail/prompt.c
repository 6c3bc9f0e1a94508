#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The staff list of a small firm; the holiday planner mails requests to team leads. */

struct person {
    const char *name;
    const char *mail;
    const char *lead; /* the name of the team lead; NULL for the head of the firm */
};

struct staff {
    const struct person *people;
    size_t count;
};

/* Looks a person up by name. */
static const struct person *staff_find(const struct staff *staff, const char *name) {
    for (size_t i = 0; i < staff->count; i++)
        if (strcmp(staff->people[i].name, name) == 0)
            return &staff->people[i];
    return NULL;
}

/* Returns the mail address of the lead of the named person. */
const char *lead_mail(const struct staff *staff, const char *name) {
    /* Find the person and the person's lead; return the address of the lead. */
