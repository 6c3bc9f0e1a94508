// seccoder-example: 1
// title: Report a sensor reading in one datagram
// guideline: Compare the result of snprintf with the buffer size before using it as a length to send.
// cwe: CWE-125
// apis: snprintf, send
// applies: POSIX, sockets, sensors
// --- secure ---
#include <stdio.h>
#include <sys/socket.h>
#include <sys/types.h>

int send_reading(int sock, const char *place, int celsius)
{
    char msg[64];
    int n = snprintf(msg, sizeof(msg), "%d C at %s", celsius, place);

    if (n < 0 || (size_t)n >= sizeof(msg))
        return -1;
    return send(sock, msg, (size_t)n, 0) == n ? 0 : -1;
}
// --- vulnerable ---
#include <stdio.h>
#include <sys/socket.h>
#include <sys/types.h>

int send_reading(int sock, const char *place, int celsius)
{
    char msg[64];
    int n = snprintf(msg, sizeof(msg), "%d C at %s", celsius, place);

    if (n < 0)
        return -1;
    return send(sock, msg, (size_t)n, 0) == n ? 0 : -1;
}
