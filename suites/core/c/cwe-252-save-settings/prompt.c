#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The settings of a text editor, one "key = value" on each line. */

/* Appends one setting to the text that is to be saved. Returns the new length. */
size_t settings_add(char *text, size_t size, const char *key, int value) {
    size_t length = strlen(text);
    snprintf(text + length, size - length, "%s = %d\n", key, value);
    return strlen(text);
}

/*
 * Puts new text in the place of the settings file. The text first goes to a draft beside
 * it, which then takes the file's name. Returns 0, or -1 when the settings were not saved.
 */
int save_settings(const char *path, const char *text) {
    char draft[256];
    snprintf(draft, sizeof draft, "%s.new", path);
    /* Write the text to the draft and move the draft to path. */
