    sprintf(line, "%s %s@%s", event_word(event), user, host);
    log_put(log, line);
}
