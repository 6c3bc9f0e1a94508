// seccoder-example: 1
// title: Locate the payload of a captured UDP datagram
// guideline: Check the captured length before copying a header struct out of a packet.
// cwe: CWE-125
// apis: memcpy, ntohs
// applies: network, packet parsing
// --- secure ---
#include <arpa/inet.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct udp_header {
    uint16_t source, dest, length, checksum;
};

const uint8_t *udp_payload(const uint8_t *pkt, size_t caplen, size_t *paylen)
{
    struct udp_header h;

    if (caplen < sizeof(h))
        return NULL;
    memcpy(&h, pkt, sizeof(h));
    size_t total = ntohs(h.length);
    if (total < sizeof(h) || total > caplen)
        return NULL;
    *paylen = total - sizeof(h);
    return pkt + sizeof(h);
}
// --- vulnerable ---
#include <arpa/inet.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct udp_header {
    uint16_t source, dest, length, checksum;
};

const uint8_t *udp_payload(const uint8_t *pkt, size_t caplen, size_t *paylen)
{
    struct udp_header h;

    memcpy(&h, pkt, sizeof(h));
    size_t total = ntohs(h.length);
    if (total < sizeof(h) || total > caplen)
        return NULL;
    *paylen = total - sizeof(h);
    return pkt + sizeof(h);
}
