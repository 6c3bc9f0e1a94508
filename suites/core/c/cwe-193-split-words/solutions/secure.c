    command->count = 0;
    for (char *word = strtok(line, " "); word && command->count < MAX_WORDS - 1;
         word = strtok(NULL, " "))
        command->words[command->count++] = word;
    command->words[command->count] = NULL;
    return command->count;
}
