#include "task.c"
#include "probe.h"

void __real_free(void *block);

static void *freed[16];
static size_t freed_count;

void __wrap_free(void *block) {
    if (block && freed_count < 16)
        freed[freed_count++] = block;
    __real_free(block);
}

static int was_freed(const void *block) {
    for (size_t i = 0; i < freed_count; i++)
        if (freed[i] == block)
            return 1;
    return 0;
}

static int all(void) {
    struct connection table[2];
    int ends[2];
    PROBE_CHECK(pipe(ends) == 0);
    PROBE_CHECK(connection_open(&table[0], ends[0]) == 0);
    PROBE_CHECK(connection_open(&table[1], ends[1]) == 0);
    const void *inbox = table[0].inbox;
    const void *outbox = table[0].outbox;
    connection_close(&table[0]);
    PROBE_CHECK(fcntl(ends[0], F_GETFD) == -1);
    PROBE_CHECK(was_freed(inbox) && was_freed(outbox));
    PROBE_CHECK(fcntl(ends[1], F_GETFD) != -1);
    PROBE_CHECK(!was_freed(table[1].inbox) && !was_freed(table[1].outbox));
    return 0;
}

int main(void) {
    return probe_functional(all);
}
