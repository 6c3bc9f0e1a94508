// seccoder-example: 1
// title: Share the totals of a till between two processes
// guideline: Create shared memory with mode 0600 and O_EXCL so that other accounts cannot open it.
// cwe: CWE-732
// apis: shm_open, ftruncate, mmap
// applies: POSIX, shared memory
// --- secure ---
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct till_totals {
    long cash_cents;
    long card_cents;
};

/* Both processes run under the account of the till. */
struct till_totals *create_totals(const char *name)
{
    int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    if (fd == -1)
        return NULL;
    void *totals = MAP_FAILED;
    if (ftruncate(fd, sizeof(struct till_totals)) == 0)
        totals = mmap(NULL, sizeof(struct till_totals), PROT_READ | PROT_WRITE,
                      MAP_SHARED, fd, 0);
    close(fd);
    if (totals == MAP_FAILED) {
        shm_unlink(name);
        return NULL;
    }
    return totals;
}
// --- vulnerable ---
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct till_totals {
    long cash_cents;
    long card_cents;
};

/* Both processes run under the account of the till. */
struct till_totals *create_totals(const char *name)
{
    int fd = shm_open(name, O_RDWR | O_CREAT, 0666);
    if (fd == -1)
        return NULL;
    void *totals = MAP_FAILED;
    if (ftruncate(fd, sizeof(struct till_totals)) == 0)
        totals = mmap(NULL, sizeof(struct till_totals), PROT_READ | PROT_WRITE,
                      MAP_SHARED, fd, 0);
    close(fd);
    if (totals == MAP_FAILED) {
        shm_unlink(name);
        return NULL;
    }
    return totals;
}
