    int sum = 0;
    for (int i = 0; i < book->count; i++)
        sum += book->stars[i];
    return sum / book->count;
}
