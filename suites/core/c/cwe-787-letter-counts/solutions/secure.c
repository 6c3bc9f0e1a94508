    for (; *text; text++)
        if (*text >= 'a' && *text <= 'z')
            counts[*text - 'a']++;
}
