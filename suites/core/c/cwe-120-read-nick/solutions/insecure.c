    fscanf(in, "%s", player->nick);
}
