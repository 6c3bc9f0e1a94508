#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A diary that takes over the entries of other programs. They write dates as numbers. */

static const char *const months[] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December",
};

/* Reads the month of a date such as "24.12.". */
int month_of(const char *date) {
    const char *dot = strchr(date, '.');
    return dot ? atoi(dot + 1) : 1;
}

/* Returns the name of a month: 1 stands for January, 12 for December. */
const char *month_name(int month) {
    /* Take the name from the table. */
