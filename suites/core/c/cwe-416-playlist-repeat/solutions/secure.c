    struct track track = list->tracks[index];
    return playlist_add(list, &track);
}
