#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The list of tracks that a music player is going through. */

struct track {
    char title[48];
    int seconds;
};

struct playlist {
    struct track *tracks;
    size_t count;
    size_t room;
};

/* Makes an empty list with room for some tracks. Returns 0, or -1 without memory. */
int playlist_open(struct playlist *list, size_t room) {
    list->tracks = calloc(room, sizeof *list->tracks);
    list->count = 0;
    list->room = room;
    return list->tracks ? 0 : -1;
}

/* Adds a track at the end of the list and makes the list larger when it is full. */
int playlist_add(struct playlist *list, const struct track *track) {
    if (list->count == list->room) {
        size_t room = list->room * 2 + 1;
        struct track *tracks = realloc(list->tracks, room * sizeof *tracks);
        if (!tracks)
            return -1;
        list->tracks = tracks;
        list->room = room;
    }
    list->tracks[list->count++] = *track;
    return 0;
}

/* Runs the command "again": the track at index is to be played once more. */
int playlist_repeat(struct playlist *list, size_t index) {
    if (index >= list->count)
        return -1;
    /* Add a copy of that track at the end of the list. */
