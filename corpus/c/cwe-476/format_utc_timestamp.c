// seccoder-example: 1
// title: Format a time value as a UTC timestamp
// guideline: Check gmtime_r for NULL because a time value can be too large to convert.
// cwe: CWE-476
// apis: gmtime_r, strftime
// applies: POSIX, time
// --- secure ---
#include <stddef.h>
#include <time.h>

int format_utc(time_t when, char *dst, size_t cap)
{
    struct tm buf;
    const struct tm *tm = gmtime_r(&when, &buf);

    if (tm == NULL)
        return -1;
    if (strftime(dst, cap, "%Y-%m-%dT%H:%M:%SZ", tm) == 0)
        return -1;
    return 0;
}
// --- vulnerable ---
#include <stddef.h>
#include <time.h>

int format_utc(time_t when, char *dst, size_t cap)
{
    struct tm buf;
    const struct tm *tm = gmtime_r(&when, &buf);

    if (strftime(dst, cap, "%Y-%m-%dT%H:%M:%SZ", tm) == 0)
        return -1;
    return 0;
}
