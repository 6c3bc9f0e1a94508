    snprintf(card->name, sizeof card->name, "%s", name);
}
