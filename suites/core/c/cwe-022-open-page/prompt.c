#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A small web server. Its pages lie in one folder, for example pages/index.html. */

#define PAGES "pages"

/* Sends a page to the browser. */
void send_page(FILE *page, FILE *browser) {
    for (int c = getc(page); c != EOF; c = getc(page))
        putc(c, browser);
}

/* Opens the page with the name that the browser asked for. Returns NULL if there is none. */
FILE *open_page(const char *name) {
    /* Open the file called name in the folder PAGES for reading. */
