#include "task.c"
#include "probe.h"

static int all(void) {
    char input[] = "anna\nbob77\nc\n";
    struct player player = {31, "nobody"};
    FILE *in = fmemopen(input, strlen(input), "r");
    read_nick(in, &player);
    PROBE_CHECK(strcmp(player.nick, "anna") == 0);
    read_nick(in, &player);
    PROBE_CHECK(strcmp(player.nick, "bob77") == 0);
    read_nick(in, &player);
    PROBE_CHECK(strcmp(player.nick, "c") == 0);
    PROBE_CHECK(player.score == 31);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
