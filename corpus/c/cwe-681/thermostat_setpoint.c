// seccoder-example: 1
// title: Convert a temperature setting to a valve register
// guideline: Check that a floating-point value is in range, NaN included, before an integer cast.
// cwe: CWE-681, CWE-197
// apis: strtod, lround
// applies: home automation, sensors
// --- secure ---
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* The register holds tenths of a degree: "21.5" becomes 215. */
int setpoint_from_text(const char *text, int16_t *tenths)
{
    char *end;
    double degrees = strtod(text, &end);

    if (end == text || *end != '\0')
        return -1;
    if (!(degrees >= 5.0 && degrees <= 30.0)) /* refuses NaN as well */
        return -1;
    *tenths = (int16_t)lround(degrees * 10.0);
    return 0;
}
// --- vulnerable ---
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* The register holds tenths of a degree: "21.5" becomes 215. */
int setpoint_from_text(const char *text, int16_t *tenths)
{
    char *end;
    double degrees = strtod(text, &end);

    if (end == text || *end != '\0')
        return -1;
    *tenths = (int16_t)lround(degrees * 10.0);
    return 0;
}
