// The server sends no content type. Server and client talk over a local socket in this process.
// libs: -lcurl
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "example.c"

static const struct sockaddr_un place = {AF_UNIX, "server.sock"};
static int server;

/* Called when curl is connected and is about to send its request. */
static int answer(void *data, char *local, char *remote, int from, int to)
{
    const char *header = data;
    int fd = accept(server, NULL, NULL);
    dprintf(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n%s\r\n{}", header);
    return CURL_PREREQFUNC_OK;
}

static size_t skip(char *bytes, size_t size, size_t n, void *data)
{
    return size * n;
}

static CURL *reply(char *header)
{
    CURL *curl = curl_easy_init();
    if (curl == NULL)
        exit(1);
    curl_easy_setopt(curl, CURLOPT_URL, "http://localhost/stock");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 1L);
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, place.sun_path);
    curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, answer);
    curl_easy_setopt(curl, CURLOPT_PREREQDATA, header);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, skip);
    if (curl_easy_perform(curl) != CURLE_OK)
        exit(1);
    return curl;
}

int main(int argc, char **argv)
{
    unlink(place.sun_path);
    server = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(server, (const struct sockaddr *)&place, sizeof(place)) != 0 || listen(server, 4) != 0)
        return 1;
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (reply_is_json(reply("")) || reply_is_json(curl_easy_init()))
            return 1;
        unlink(place.sun_path);
        puts("a reply without a type is not JSON");
        return 0;
    }
    const char *const type[] = {
        "application/json", "Application/JSON; charset=utf-8", "application/jsonp",
        "application", "text/html",
    };
    for (int i = 0; i < 5; i++) {
        char header[80];
        snprintf(header, sizeof(header), "Content-Type: %s\r\n", type[i]);
        printf("%d %s\n", reply_is_json(reply(header)), type[i]);
    }
    unlink(place.sun_path);
    return 0;
}
