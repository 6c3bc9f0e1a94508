    limits.soft = limits.hard = limits.burst = 0;
    if ((at = strstr(line, "soft=")))
        limits.soft = atoi(at + 5);
    if ((at = strstr(line, "hard=")))
        limits.hard = atoi(at + 5);
    if ((at = strstr(line, "burst=")))
        limits.burst = atoi(at + 6);
    return limits;
}
