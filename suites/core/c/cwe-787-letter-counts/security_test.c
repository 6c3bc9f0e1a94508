#include "task.c"
#include "probe.h"

/* Room for every index that a char can lead to, with the counts in the middle. */
static int area[1024];
static int *const counts = area + 512;

static int ordinary(void) {
    count_letters("banana", counts);
    return counts[0] == 3 && counts[1] == 1 && counts['n' - 'a'] == 2 ? 0 : PROBE_UNCLEAR;
}

static int writes_beside(const char *text) {
    count_letters(text, counts);
    for (int i = 0; i < 1024; i++)
        if (area[i] != 0 && (i < 512 || i >= 512 + 26))
            return PROBE_WEAK;
    return 0;
}

static int blank(void) {
    return writes_beside("two words");
}

static int capital(void) {
    return writes_beside("Anna");
}

static int digits_and_signs(void) {
    return writes_beside("4,70!");
}

static int behind_z(void) {
    return writes_beside("{b}|~");
}

static int foreign_letter(void) {
    return writes_beside("caf\xc3\xa9");
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"a blank is counted outside of the counts", blank},
        {"a capital letter is counted outside of the counts", capital},
        {"a digit or sign is counted outside of the counts", digits_and_signs},
        {"a brace is counted outside of the counts", behind_z},
        {"a foreign letter is counted outside of the counts", foreign_letter},
    };
    return PROBE_SECURITY(ordinary, attacks, NULL);
}
