#include "task.c"
#include "probe.h"

static struct connection entry;

/* Whether a descriptor is closed once its connection is. */
static int ordinary(void) {
    int fd = open("/dev/null", O_RDWR);
    if (connection_open(&entry, fd) != 0)
        return PROBE_UNCLEAR;
    connection_close(&entry);
    return fcntl(fd, F_GETFD) == -1 ? 0 : PROBE_UNCLEAR;
}

static int error_then_shutdown(void) {
    if (connection_open(&entry, open("/dev/null", O_RDWR)) != 0)
        return PROBE_UNCLEAR;
    connection_close(&entry);
    connection_close(&entry);
    return 0;
}

int main(void) {
    const struct probe_attack attacks[] = {
        {"an error and then the shutdown free the buffers twice", error_then_shutdown},
    };
    return PROBE_SECURITY(ordinary, attacks, "double-free");
}
