// seccoder-example: 1
// title: Book a payment in a journal file
// guideline: Check fprintf, fflush and fsync before reporting that data was stored.
// cwe: CWE-252
// apis: fprintf, fflush, fsync
// applies: libc, POSIX
// --- secure ---
#include <stdio.h>
#include <unistd.h>

/* A payment counts as booked once its line is on the disk. */
int book_payment(FILE *journal, unsigned long account, long cents)
{
    if (fprintf(journal, "%lu %ld\n", account, cents) < 0)
        return -1;
    if (fflush(journal) != 0)
        return -1;
    if (fsync(fileno(journal)) == -1)
        return -1;
    return 0;
}
// --- vulnerable ---
#include <stdio.h>
#include <unistd.h>

/* A payment counts as booked once its line is on the disk. */
int book_payment(FILE *journal, unsigned long account, long cents)
{
    fprintf(journal, "%lu %ld\n", account, cents);
    fflush(journal);
    fsync(fileno(journal));
    return 0;
}
