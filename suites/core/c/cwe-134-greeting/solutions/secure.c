    const char *mark = strstr(board->greeting, "%s");
    if (mark)
        fprintf(out, "%.*s%s%s\n", (int)(mark - board->greeting), board->greeting, member,
                mark + 2);
    else
        fprintf(out, "%s\n", board->greeting);
}
