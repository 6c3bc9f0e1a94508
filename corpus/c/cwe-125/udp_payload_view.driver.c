// A capture of three bytes is shorter than the header that is copied out of it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

static uint8_t *datagram(uint16_t length, size_t caplen)
{
    const uint8_t head[8] = {0, 53, 4, 1, (uint8_t)(length >> 8), (uint8_t)length, 0, 0};
    uint8_t *pkt = malloc(caplen);
    memset(pkt, 'x', caplen);
    memcpy(pkt, head, caplen < 8 ? caplen : 8);
    return pkt;
}

int main(int argc, char **argv)
{
    size_t n = 0;

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        for (size_t cap = 1; cap < 8; cap++) {
            if (udp_payload(datagram(8, cap), cap, &n) != NULL)
                return 1;
        }
        puts("captures shorter than the header are refused");
        return 0;
    }
    const uint8_t *pkt = datagram(13, 20), *pay = udp_payload(pkt, 20, &n);
    printf("payload at %d, %zu bytes\n", (int)(pay - pkt), n);
    pkt = datagram(8, 8), pay = udp_payload(pkt, 8, &n);
    printf("payload at %d, %zu bytes\n", (int)(pay - pkt), n);
    printf("%d %d\n", udp_payload(datagram(30, 20), 20, &n) == NULL,
           udp_payload(datagram(7, 20), 20, &n) == NULL);
    return 0;
}
