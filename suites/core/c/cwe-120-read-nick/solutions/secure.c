    if (fscanf(in, "%15s", player->nick) != 1)
        player->nick[0] = '\0';
}
