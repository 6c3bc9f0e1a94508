// seccoder-example: 1
// title: Download the exchange rates of the day with libcurl
// guideline: Keep CURLOPT_SSL_VERIFYPEER at 1 and CURLOPT_SSL_VERIFYHOST at 2.
// cwe: CWE-295
// apis: curl_easy_setopt, curl_easy_perform
// applies: libcurl
// --- secure ---
#include <curl/curl.h>
#include <stdio.h>

int fetch_rates(const char *url, FILE *out)
{
    int done = -1;
    CURL *curl = curl_easy_init();

    if (curl == NULL)
        return -1;
    if (curl_easy_setopt(curl, CURLOPT_URL, url) == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https") == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L) == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L) == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, 1048576L) == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_WRITEDATA, out) == CURLE_OK
        && curl_easy_perform(curl) == CURLE_OK && fflush(out) == 0)
        done = 0;
    curl_easy_cleanup(curl);
    return done;
}
// --- vulnerable ---
#include <curl/curl.h>
#include <stdio.h>

int fetch_rates(const char *url, FILE *out)
{
    int done = -1;
    CURL *curl = curl_easy_init();

    if (curl == NULL)
        return -1;
    if (curl_easy_setopt(curl, CURLOPT_URL, url) == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https") == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L) == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L) == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L) == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L) == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, 1048576L) == CURLE_OK
        && curl_easy_setopt(curl, CURLOPT_WRITEDATA, out) == CURLE_OK
        && curl_easy_perform(curl) == CURLE_OK && fflush(out) == 0)
        done = 0;
    curl_easy_cleanup(curl);
    return done;
}
