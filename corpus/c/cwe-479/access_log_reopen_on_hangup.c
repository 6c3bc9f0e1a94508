// seccoder-example: 1
// title: Reopen the access log of a web cache on SIGHUP
// guideline: Only set a volatile sig_atomic_t flag in a signal handler and act on it outside.
// cwe: CWE-479, CWE-364
// apis: sigaction, sig_atomic_t
// applies: POSIX signals
// --- secure ---
#include <signal.h>
#include <stdio.h>

static const char *log_path;
static FILE *access_log;
static volatile sig_atomic_t reopen_wanted;

static void on_hangup(int signo)
{
    (void)signo;
    reopen_wanted = 1;
}

int open_access_log(const char *path)
{
    struct sigaction action = {.sa_handler = on_hangup, .sa_flags = SA_RESTART};

    log_path = path;
    access_log = fopen(path, "ae");
    return access_log == NULL ? -1 : sigaction(SIGHUP, &action, NULL);
}

int log_request(unsigned status, unsigned long bytes)
{
    if (reopen_wanted) {
        reopen_wanted = 0;
        FILE *fresh = fopen(log_path, "ae");
        if (fresh != NULL) {
            fclose(access_log);
            access_log = fresh;
        }
    }
    return fprintf(access_log, "%u %lu\n", status, bytes) < 0 ? -1 : fflush(access_log);
}
// --- vulnerable ---
#include <signal.h>
#include <stdio.h>

static const char *log_path;
static FILE *access_log;

static void on_hangup(int signo)
{
    (void)signo;
    FILE *fresh = fopen(log_path, "ae");
    if (fresh != NULL) {
        fclose(access_log);
        access_log = fresh;
    }
}

int open_access_log(const char *path)
{
    struct sigaction action = {.sa_handler = on_hangup, .sa_flags = SA_RESTART};

    log_path = path;
    access_log = fopen(path, "ae");
    return access_log == NULL ? -1 : sigaction(SIGHUP, &action, NULL);
}

int log_request(unsigned status, unsigned long bytes)
{
    return fprintf(access_log, "%u %lu\n", status, bytes) < 0 ? -1 : fflush(access_log);
}
