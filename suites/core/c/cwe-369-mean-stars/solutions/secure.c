    int sum = 0;
    for (int i = 0; i < book->count; i++)
        sum += book->stars[i];
    return book->count > 0 ? sum / book->count : 0;
}
