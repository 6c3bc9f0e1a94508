    at = strstr(line, "soft=");
    if (at)
        limits.soft = atoi(at + 5);
    at = strstr(line, "hard=");
    if (at)
        limits.hard = atoi(at + 5);
    at = strstr(line, "burst=");
    if (at)
        limits.burst = atoi(at + 6);
    return limits;
}
