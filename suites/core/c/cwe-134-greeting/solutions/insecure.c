    fprintf(out, board->greeting, member);
    fprintf(out, "\n");
}
