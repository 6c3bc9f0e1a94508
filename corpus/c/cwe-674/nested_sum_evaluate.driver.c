// A text of many opening parentheses must not use up the stack.
#include <stdio.h>
#include <string.h>
#include "example.c"

int main(int argc, char **argv)
{
    static const char *const text[] = { "1+2", "(1+(20+3))+400", "((((7))))", "(1+2", "1+", "",
                                        "9223372036854775807+1", "2)" };
    long v = 0;

    if (argc > 1 && strcmp(argv[1], "benign") == 0) {
        for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
            bool ok = evaluate_sum(text[i], &v);
            printf("%d %ld\n", ok, ok ? v : 0);
        }
        return 0;
    }
    size_t n = 4000000;
    char *deep = malloc(n + 1);
    memset(deep, '(', n);
    deep[n] = '\0';
    bool ok = evaluate_sum(deep, &v);
    printf("%d\n", ok);
    free(deep);
    return ok ? 1 : 0;
}
