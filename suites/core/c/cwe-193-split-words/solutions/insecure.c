    command->count = 0;
    char *word = strtok(line, " ");
    while (word != NULL && command->count < MAX_WORDS) {
        command->words[command->count++] = word;
        word = strtok(NULL, " ");
    }
    command->words[command->count] = NULL;
    return command->count;
}
