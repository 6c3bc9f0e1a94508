// The second batch does not fit any more once the first one is counted in bytes.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    int16_t *room = malloc(20 * sizeof(*room)), wave[20] = { 5, -6, 7 };
    struct audio_block b = { room, room, 20 * sizeof(*room) };

    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        printf("%d ", audio_append(&b, wave, 8));
        printf("%d ", audio_append(&b, wave, 12));
        printf("%d %d %td\n", room[1], room[9], b.next - b.start);
        b.next = b.start;
        printf("%d\n", audio_append(&b, wave, 21));
        free(room);
        return 0;
    }
    int first = audio_append(&b, wave, 14), second = audio_append(&b, wave, 12);
    printf("%d %d\n", first, second);
    free(room);
    return first == 0 && second == -1 ? 0 : 1;
}
