    return playlist_add(list, &list->tracks[index]);
}
