    strncpy(card->name, name, sizeof(card->name));
}
