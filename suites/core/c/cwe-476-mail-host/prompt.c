#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The part of a mail server that decides where the mails of a list go. */

/* Tells whether a host is this machine. */
int is_here(const char *host) {
    return strcmp(host, "localhost") == 0 || strcmp(host, "firm.example") == 0;
}

/* Returns the host of an address: for "ida@firm.example" it is "firm.example". */
const char *mail_host(const char *address) {
    /* The host is what stands behind the sign @. */
