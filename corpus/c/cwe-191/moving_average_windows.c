// seccoder-example: 1
// title: Compute the moving averages of a series
// guideline: Check that a window is not larger than the series before subtracting the sizes.
// cwe: CWE-191, CWE-125
// apis: size_t arithmetic
// applies: sensors, statistics
// --- secure ---
#include <stddef.h>

/* Writes count - window + 1 averages and returns how many, or 0. */
size_t moving_average(double *out, const double *value, size_t count, size_t window)
{
    if (window == 0 || window > count)
        return 0;
    size_t averages = count - window + 1;
    for (size_t i = 0; i < averages; i++) {
        double sum = 0.0;
        for (size_t k = 0; k < window; k++)
            sum += value[i + k];
        out[i] = sum / (double)window;
    }
    return averages;
}
// --- vulnerable ---
#include <stddef.h>

/* Writes count - window + 1 averages and returns how many, or 0. */
size_t moving_average(double *out, const double *value, size_t count, size_t window)
{
    if (window == 0)
        return 0;
    size_t averages = count - window + 1;
    for (size_t i = 0; i < averages; i++) {
        double sum = 0.0;
        for (size_t k = 0; k < window; k++)
            sum += value[i + k];
        out[i] = sum / (double)window;
    }
    return averages;
}
