// seccoder-example: 1
// title: Replace the caption of a photo
// guideline: Make the new copy first; free the old one only when it is about to be replaced.
// cwe: CWE-415, CWE-416
// apis: strdup, free
// applies: media, ownership
// --- secure ---
#include <stdlib.h>
#include <string.h>

struct photo {
    char *caption; /* NULL or from strdup */
};

int photo_set_caption(struct photo *p, const char *text)
{
    char *copy = strdup(text);
    if (copy == NULL)
        return -1;
    free(p->caption);
    p->caption = copy;
    return 0;
}

void photo_clear(struct photo *p)
{
    free(p->caption);
    p->caption = NULL;
}
// --- vulnerable ---
#include <stdlib.h>
#include <string.h>

struct photo {
    char *caption; /* NULL or from strdup */
};

int photo_set_caption(struct photo *p, const char *text)
{
    free(p->caption);
    char *copy = strdup(text);
    if (copy == NULL)
        return -1;
    p->caption = copy;
    return 0;
}

void photo_clear(struct photo *p)
{
    free(p->caption);
    p->caption = NULL;
}
