    if (article->price < 0 || pieces < 0)
        return -1;
    if (article->price > 0 && pieces > INT_MAX / article->price)
        return -1;
    return article->price * pieces;
}
