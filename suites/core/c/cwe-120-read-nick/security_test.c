#include "task.c"
#include "probe.h"

static int ordinary(void) {
    char input[] = "anna\n";
    struct player *player = calloc(1, sizeof *player);
    read_nick(fmemopen(input, strlen(input), "r"), player);
    return strcmp(player->nick, "anna") == 0 ? 0 : PROBE_UNCLEAR;
}

static int word_of(size_t length) {
    char *input = malloc(length + 1);
    struct player *player = calloc(1, sizeof *player);
    memset(input, 'a', length);
    input[length] = '\n';
    read_nick(fmemopen(input, length + 1, "r"), player);
    return 0;
}

static int exactly_full(void) {
    return word_of(16);
}

static int longer(void) {
    return word_of(40);
}

static int very_long(void) {
    return word_of(9000);
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"a word of 16 letters is written past the nickname", exactly_full},
        {"a word of 40 letters is written past the nickname", longer},
        {"a word of 9000 letters is written past a buffer", very_long},
    };
    return PROBE_SECURITY(ordinary, attacks, PROBE_BOUNDS);
}
