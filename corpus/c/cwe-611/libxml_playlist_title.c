// seccoder-example: 1
// title: Read the title of an uploaded XSPF playlist
// guideline: Parse untrusted XML with XML_PARSE_NONET, never XML_PARSE_NOENT, and refuse any DTD.
// cwe: CWE-611, CWE-776
// apis: xmlReadMemory, xmlGetIntSubset, xmlNodeGetContent
// applies: libxml2
// --- secure ---
#include <libxml/parser.h>
#include <libxml/tree.h>

/* Returns the title, to be freed with xmlFree, or NULL. */
xmlChar *playlist_title(const char *data, int size)
{
    xmlChar *title = NULL;
    xmlDoc *doc = xmlReadMemory(data, size, NULL, NULL, XML_PARSE_NONET);

    if (doc == NULL)
        return NULL;
    /* Playlists need no DTD, and reading a node's content would expand its entities. */
    if (xmlGetIntSubset(doc) != NULL) {
        xmlFreeDoc(doc);
        return NULL;
    }
    const xmlNode *root = xmlDocGetRootElement(doc);
    for (xmlNode *node = root == NULL ? NULL : root->children; node; node = node->next)
        if (title == NULL && xmlStrEqual(node->name, BAD_CAST "title"))
            title = xmlNodeGetContent(node);
    xmlFreeDoc(doc);
    return title;
}
// --- vulnerable ---
#include <libxml/parser.h>
#include <libxml/tree.h>

/* Returns the title, to be freed with xmlFree, or NULL. */
xmlChar *playlist_title(const char *data, int size)
{
    xmlChar *title = NULL;
    xmlDoc *doc = xmlReadMemory(data, size, NULL, NULL, XML_PARSE_NOENT | XML_PARSE_DTDLOAD);

    if (doc == NULL)
        return NULL;
    const xmlNode *root = xmlDocGetRootElement(doc);
    for (xmlNode *node = root == NULL ? NULL : root->children; node; node = node->next)
        if (title == NULL && xmlStrEqual(node->name, BAD_CAST "title"))
            title = xmlNodeGetContent(node);
    xmlFreeDoc(doc);
    return title;
}
