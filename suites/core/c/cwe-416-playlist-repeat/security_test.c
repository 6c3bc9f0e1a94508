#include "task.c"
#include "probe.h"

/* Repeats the first track of a list that holds two and has this much room. */
static int repeat(size_t room) {
    struct playlist list;
    const struct track first = {"Morning", 184};
    const struct track second = {"Rain on Slate", 243};
    if (playlist_open(&list, room) != 0 || playlist_add(&list, &first) != 0 ||
        playlist_add(&list, &second) != 0)
        return PROBE_UNCLEAR;
    if (playlist_repeat(&list, 0) != 0 || list.count != 3)
        return PROBE_UNCLEAR;
    return strcmp(list.tracks[2].title, "Morning") == 0 ? 0 : PROBE_UNCLEAR;
}

static int ordinary(void) {
    return repeat(8);
}

static int full_list(void) {
    return repeat(2);
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"on a full list the track is read after its memory was freed", full_list},
    };
    return PROBE_SECURITY(ordinary, attacks, "heap-use-after-free");
}
