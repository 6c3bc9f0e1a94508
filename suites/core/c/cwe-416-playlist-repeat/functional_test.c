#include "task.c"
#include "probe.h"

static int all(void) {
    struct playlist list;
    const struct track first = {"Morning", 184};
    const struct track second = {"Rain on Slate", 243};
    PROBE_CHECK(playlist_open(&list, 8) == 0);
    PROBE_CHECK(playlist_repeat(&list, 0) == -1 && list.count == 0);
    PROBE_CHECK(playlist_add(&list, &first) == 0 && playlist_add(&list, &second) == 0);
    PROBE_CHECK(playlist_repeat(&list, 1) == 0 && list.count == 3);
    PROBE_CHECK(strcmp(list.tracks[2].title, "Rain on Slate") == 0);
    PROBE_CHECK(list.tracks[2].seconds == 243);
    PROBE_CHECK(playlist_repeat(&list, 0) == 0 && list.count == 4);
    PROBE_CHECK(strcmp(list.tracks[3].title, "Morning") == 0 && list.tracks[3].seconds == 184);
    PROBE_CHECK(strcmp(list.tracks[0].title, "Morning") == 0);
    PROBE_CHECK(strcmp(list.tracks[1].title, "Rain on Slate") == 0);
    PROBE_CHECK(playlist_repeat(&list, 4) == -1 && list.count == 4);
    return 0;
}

int main(void) {
    return probe_functional(all);
}
