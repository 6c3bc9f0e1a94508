    return article->price * pieces;
}
