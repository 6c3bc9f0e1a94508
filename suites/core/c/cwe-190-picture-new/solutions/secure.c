    if (height != 0 && width > SIZE_MAX / 4 / height)
        return NULL;
    size_t size = (size_t)width * height * 4;
    struct picture *picture = malloc(sizeof *picture);
    if (!picture)
        return NULL;
    picture->width = width;
    picture->height = height;
    picture->pixels = malloc(size);
    if (!picture->pixels) {
        free(picture);
        return NULL;
    }
    memset(picture->pixels, shade, size);
    return picture;
}
