#include "task.c"
#include "probe.h"

static int all(void) {
    struct command command;
    char line[] = "show route 10.0.0.1";
    PROBE_CHECK(command_parse(&command, line) == 3 && command.count == 3);
    PROBE_CHECK(strcmp(command.words[0], "show") == 0);
    PROBE_CHECK(strcmp(command.words[1], "route") == 0);
    PROBE_CHECK(strcmp(command.words[2], "10.0.0.1") == 0);
    PROBE_CHECK(command.words[3] == NULL);
    char word[] = "help";
    PROBE_CHECK(command_parse(&command, word) == 1);
    PROBE_CHECK(strcmp(command.words[0], "help") == 0 && command.words[1] == NULL);
    char nothing[] = "";
    PROBE_CHECK(command_parse(&command, nothing) == 0);
    PROBE_CHECK(command.count == 0 && command.words[0] == NULL);
    char six[] = "a b c d e f";
    PROBE_CHECK(command_parse(&command, six) == 6);
    PROBE_CHECK(strcmp(command.words[5], "f") == 0 && command.words[6] == NULL);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
