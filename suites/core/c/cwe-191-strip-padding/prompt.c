#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Messages between the meters and the station travel in blocks of 16 bytes. The sender
 * fills up the last block; the very last byte says how many bytes were added, that byte
 * included: "hello" is sent as "hello" and eleven more bytes, the last of them 11.
 */

#define BLOCK_SIZE 16

/* Returns how many bytes a text of this length needs on the wire. */
size_t padded_length(size_t length) {
    return (length / BLOCK_SIZE + 1) * BLOCK_SIZE;
}

/*
 * Removes the padding from a message as it was received. `*length` counts its bytes, at
 * least one block, and counts those of the text afterwards. Returns 0, or -1 on error.
 */
int strip_padding(const uint8_t *message, size_t *length) {
    /* Read how many bytes were added and shorten the message by them. */
