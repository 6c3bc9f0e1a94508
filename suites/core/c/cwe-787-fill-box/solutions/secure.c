    for (int row = y; row < y + h; row++) {
        for (int column = x; column < x + w; column++) {
            if (row < 0 || row >= canvas->height || column < 0 || column >= canvas->width)
                continue;
            canvas->cells[(size_t)row * canvas->width + column] = ink;
        }
    }
}
