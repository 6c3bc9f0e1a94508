    for (; *text; text++)
        counts[*text - 'a']++;
}
