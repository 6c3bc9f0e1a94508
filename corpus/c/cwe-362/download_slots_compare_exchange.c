// seccoder-example: 1
// title: Take one of the download slots of a mirror
// guideline: Test and change an atomic in one step with atomic_compare_exchange.
// cwe: CWE-362, CWE-366
// apis: atomic_compare_exchange_weak, atomic_fetch_add
// applies: C11 atomics
// --- secure ---
#include <stdatomic.h>
#include <stdbool.h>

#define SLOTS 4

static atomic_int busy;

bool slot_take(void)
{
    int seen = atomic_load(&busy);

    do {
        if (seen >= SLOTS)
            return false;
    } while (!atomic_compare_exchange_weak(&busy, &seen, seen + 1));
    return true;
}

void slot_release(void)
{
    atomic_fetch_sub(&busy, 1);
}
// --- vulnerable ---
#include <stdatomic.h>
#include <stdbool.h>

#define SLOTS 4

static atomic_int busy;

bool slot_take(void)
{
    int seen = atomic_load(&busy);

    if (seen >= SLOTS)
        return false;
    atomic_fetch_add(&busy, 1);
    return true;
}

void slot_release(void)
{
    atomic_fetch_sub(&busy, 1);
}
