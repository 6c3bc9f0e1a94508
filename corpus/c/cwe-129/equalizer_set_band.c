// seccoder-example: 1
// title: Apply a text setting to one band of an equalizer
// guideline: Check both ends of a signed index that comes from text before using it.
// cwe: CWE-129, CWE-839, CWE-787
// apis: strtol, array index
// applies: audio, text parsing
// --- secure ---
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#define BANDS 10

struct equalizer {
    int8_t gain[BANDS];
};

/* Reads a setting such as "3=-6". */
int equalizer_apply(struct equalizer *eq, const char *text)
{
    char *end;

    errno = 0;
    long band = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '=')
        return -1;
    const char *value = end + 1;
    long gain = strtol(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0' || gain < -12 || gain > 12)
        return -1;
    if (band < 0 || band >= BANDS)
        return -1;
    eq->gain[band] = (int8_t)gain;
    return 0;
}
// --- vulnerable ---
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#define BANDS 10

struct equalizer {
    int8_t gain[BANDS];
};

/* Reads a setting such as "3=-6". */
int equalizer_apply(struct equalizer *eq, const char *text)
{
    char *end;

    errno = 0;
    long band = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '=')
        return -1;
    const char *value = end + 1;
    long gain = strtol(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0' || gain < -12 || gain > 12)
        return -1;
    if (band >= BANDS)
        return -1;
    eq->gain[band] = (int8_t)gain;
    return 0;
}
