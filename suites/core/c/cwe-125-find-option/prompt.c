#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * The options at the end of a boot message. Each option is one byte for its kind, one
 * byte for the length of its value, and then the value:
 *
 *     03 04 c0 a8 00 01    0c 04 r e e d
 */

#define OPTION_ROUTER 0x03
#define OPTION_HOST_NAME 0x0c

/*
 * Finds the first option of a kind in the options of a message, `size` bytes in all.
 * Its value goes to `value`, which has room for 255 bytes.
 * Returns the length of the value, or -1 when there is no such option.
 */
int find_option(const uint8_t *options, size_t size, uint8_t kind, uint8_t *value) {
    /* Go from option to option; copy the value of the first one of this kind. */
