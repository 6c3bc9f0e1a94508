// An entity of the playlist names a file of the server; another one grows a thousandfold.
// libs: -lxml2
#include <stdio.h>
#include <string.h>
#include "example.c"

static void show(const char *xml)
{
    xmlChar *title = playlist_title(xml, (int)strlen(xml));

    printf("%s\n", title == NULL ? "no title" : (const char *)title);
    xmlFree(title);
}

static void quiet(void *context, const char *format, ...)
{
}

int main(int argc, char **argv)
{
    xmlSetGenericErrorFunc(NULL, quiet);
    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        show("<playlist><title>Rain &amp; wind</title><trackList/></playlist>");
        show("<playlist><!-- old --><creator>mo</creator><title>A</title><title>B</title></playlist>");
        show("<playlist><title/></playlist>");
        show("<playlist/>");
        show("<playlist><title>cut");
        show("");
        return 0;
    }
    FILE *f = fopen("members.txt", "w");
    if (f == NULL)
        return 1;
    fputs("member 3341", f);
    fclose(f);
    static const char file[] =
        "<!DOCTYPE playlist [<!ENTITY e SYSTEM \"members.txt\">]>"
        "<playlist><title>&e;</title></playlist>";
    xmlChar *title = playlist_title(file, sizeof(file) - 1);
    if (title != NULL && strstr((const char *)title, "3341") != NULL) {
        printf("the title shows a file of the server: %s\n", (const char *)title);
        return 10;
    }
    xmlFree(title);

    static char grown[20000];
    size_t at = 0;
    at += (size_t)sprintf(grown, "<!DOCTYPE playlist [<!ENTITY e \"%04000d\">]><playlist><title>", 0);
    while (at < sizeof(grown) - 40)
        at += (size_t)sprintf(grown + at, "&e;");
    at += (size_t)sprintf(grown + at, "</title></playlist>");
    title = playlist_title(grown, (int)at);
    if (title != NULL && strlen((const char *)title) > 1 << 20) {
        printf("%zu bytes of XML grew to a title of %zu\n", at, strlen((const char *)title));
        return 10;
    }
    xmlFree(title);
    return 0;
}
