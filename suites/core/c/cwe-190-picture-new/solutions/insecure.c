    struct picture *picture = malloc(sizeof(struct picture));
    if (picture == NULL)
        return NULL;
    picture->width = width;
    picture->height = height;
    picture->pixels = malloc(width * height * 4);
    if (picture->pixels == NULL) {
        free(picture);
        return NULL;
    }
    memset(picture->pixels, shade, width * height * 4);
    return picture;
}
