    for (int row = y; row < y + h; row++) {
        for (int column = x; column < x + w; column++) {
            canvas->cells[row * canvas->width + column] = ink;
        }
    }
}
