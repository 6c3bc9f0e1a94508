// Shows whether two notes with the same text can be told to be the same.
// libs: -lcrypto
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    unsigned char key[32] = {1, 2, 3}, first[96], second[96];
    const unsigned char note[] = "Allergic to penicillin; allergic to latex.";
    int len = (int)sizeof(note) - 1;

    int a = seal_note(key, note, len, first);
    int b = seal_note(key, note, len, second);
    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        if (a > 0 && (a != b || memcmp(first, second, (size_t)a) != 0))
            return 0;
        printf("the same note gives the same bytes\n");
        return 10;
    }
    printf("sealed %d %d", a >= len && a <= len + 28, b == a);
    printf(" readable %d\n", memmem(first, (size_t)a, "Allergic", 8) != NULL);
    return 0;
}
