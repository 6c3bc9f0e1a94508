// seccoder-example: 1
// title: Make an invitation token for a chat room
// guideline: Take tokens from RAND_bytes and check its result; never from random or rand.
// cwe: CWE-338, CWE-330
// apis: RAND_bytes, random
// applies: OpenSSL
// --- secure ---
#include <openssl/rand.h>
#include <stddef.h>

#define INVITE_LEN 24

/* 32 symbols without the ones that people mix up. */
static const char symbols[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

int make_invite(char token[INVITE_LEN + 1])
{
    unsigned char raw[INVITE_LEN];

    if (RAND_bytes(raw, sizeof(raw)) != 1)
        return -1;
    for (size_t i = 0; i < INVITE_LEN; i++)
        token[i] = symbols[raw[i] % 32];
    token[INVITE_LEN] = '\0';
    return 0;
}
// --- vulnerable ---
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

#define INVITE_LEN 24

/* 32 symbols without the ones that people mix up. */
static const char symbols[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

int make_invite(char token[INVITE_LEN + 1])
{
    srandom((unsigned)time(NULL));
    for (size_t i = 0; i < INVITE_LEN; i++)
        token[i] = symbols[random() % 32];
    token[INVITE_LEN] = '\0';
    return 0;
}
