// An expired session is removed; its next pointer is read after the node was freed.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int keep; /* set: freed blocks stay as they are, as they often do by chance */

static void my_free(void *p)
{
    if (!keep)
        free(p);
}

#define free my_free
#include "example.c"

static struct session *list_of(const time_t *expires, size_t n)
{
    struct session *head = NULL;
    while (n-- > 0) {
        struct session *s = malloc(sizeof(*s));
        s->next = head;
        s->expires = expires[n];
        head = s;
    }
    return head;
}

static void show(const struct session *s)
{
    for (; s != NULL; s = s->next)
        printf(" %ld", (long)s->expires);
    puts("");
}

int main(int argc, char **argv)
{
    const time_t mixed[] = {10, 200, 20, 30, 300, 40}, fresh[] = {200, 300};

    if (argc > 1 && strcmp(argv[1], "hostile") == 0) {
        struct session *head = list_of(mixed, 6);
        if (sessions_expire(&head, 100) != 4 || head->expires != 200 ||
            head->next->expires != 300 || head->next->next != NULL)
            return 1;
        head = list_of(mixed, 1);
        if (sessions_expire(&head, 100) != 1 || head != NULL)
            return 1;
        puts("expired sessions are gone");
        return 0;
    }
    keep = 1;
    struct session *head = list_of(mixed, 6);
    printf("%zu removed:", sessions_expire(&head, 100));
    show(head);
    head = list_of(fresh, 2);
    printf("%zu removed:", sessions_expire(&head, 100));
    show(head);
    head = NULL;
    printf("%zu removed:", sessions_expire(&head, 100));
    show(head);
    return 0;
}
