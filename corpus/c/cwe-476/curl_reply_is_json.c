// seccoder-example: 1
// title: Tell whether the reply to a curl transfer is JSON
// guideline: Expect NULL from curl_easy_getinfo for a content type that the server did not send.
// cwe: CWE-476
// apis: curl_easy_getinfo, strncasecmp
// applies: libcurl
// --- secure ---
#include <curl/curl.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

bool reply_is_json(CURL *curl)
{
    static const char json[] = "application/json";
    const size_t len = sizeof(json) - 1;
    char *type;

    if (curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type) != CURLE_OK || type == NULL)
        return false;
    /* type[len] may be the terminator, which strchr finds too */
    return strncasecmp(type, json, len) == 0 && strchr("; \t", type[len]) != NULL;
}
// --- vulnerable ---
#include <curl/curl.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

bool reply_is_json(CURL *curl)
{
    static const char json[] = "application/json";
    const size_t len = sizeof(json) - 1;
    char *type;

    if (curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type) != CURLE_OK)
        return false;
    /* type[len] may be the terminator, which strchr finds too */
    return strncasecmp(type, json, len) == 0 && strchr("; \t", type[len]) != NULL;
}
