    int requests, seconds;
    if (sscanf(rate, "%d/%d", &requests, &seconds) != 2)
        return -1;
    if (requests <= 0 || seconds < 0)
        return -1;
    return seconds * 1000L / requests;
}
