/*
 * Runs the program under test many times, each time in a forked child with its own inputs,
 * and writes down what the sanitizers saw.
 *
 * The program's `main` is renamed by the linker (--wrap=main), so this file's main runs first:
 *
 *     prog PLAN RESULTS
 *
 * PLAN has one run on a line (see harness_read_run); RESULTS gets one JSON object on a line. A child
 * reports through a page of shared memory only: it has no handle on RESULTS, and nothing it
 * prints is looked at.
 *
 * This file is compiled without sanitizers.
 */
#define _GNU_SOURCE
#include "harness.h"
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <dirent.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

enum {
    MAX_FAULTS = 12,       /* per run */
    MAX_FRAMES = 16,       /* of the program's own frames */
    MAX_REPORTS = 200,     /* of AddressSanitizer in one run */
    FILL = 4,              /* bytes beyond an object that hold the fill character */
    MAX_KNOWN = 96,        /* different faults per program */
    FIRST_CPU_MS = 500,    /* a run that needs more is cut off */
    LATER_CPU_MS = 150,    /* once a run was cut off, the others get less */
    TOTAL_CPU_MS = 2500,   /* for all runs of one program */
    TOTAL_WALL_MS = 15000, /* the same on a machine that is busy otherwise */
    RUN_WALL_MS = 2000,
};

/* What one sanitizer said. */
struct fault {
    char source; /* 'a' AddressSanitizer, 'u' UBSan, 's' a signal */
    char access; /* 'r', 'w' or '?' */
    char kind[48];
    char message[200];
    char file[64];
    unsigned line, column;
    uint64_t address;
    int frame_count;
    uint64_t frames[MAX_FRAMES];
};

struct shared {
    int fault_count;
    int after_null_offset; /* UBSan saw an offset added to a null pointer in this run */
    struct fault faults[MAX_FAULTS];
    struct shared_counters counters;
};

struct run harness_run;
int harness_armed;
struct shared_counters *harness_counters;

static struct shared *shared;
static char *alternate_stack;

extern int __real_main(int, char **, char **);
/* Our own calls are wrapped as well; these are not. */
extern void *__real_malloc(size_t);
extern pid_t __real_fork(void);
extern int __real_kill(pid_t, int);
extern char __executable_start, etext;
extern void __gcov_dump(void);
extern void __asan_poison_memory_region(void const volatile *, size_t);
extern const char *__asan_get_report_description(void);
extern void *__asan_get_report_address(void);
extern void *__asan_get_report_pc(void);
extern int __asan_get_report_access_type(void);
extern size_t __asan_get_report_access_size(void);
extern void __ubsan_get_current_report_data(const char **, const char **, const char **,
                                            unsigned *, unsigned *, char **);

/* ---- Called in the child -------------------------------------------------------------- */

static void copy(char *to, size_t size, const char *from) {
    snprintf(to, size, "%s", from ? from : "");
}

static struct fault *next_fault(char source) {
    if (shared->fault_count >= MAX_FAULTS) {
        return NULL;
    }
    struct fault *fault = &shared->faults[shared->fault_count++];
    memset(fault, 0, sizeof *fault);
    fault->source = source;
    fault->access = '?';
    return fault;
}

/* The program's own frames, innermost first, as offsets into the executable. */
static void record_frames(struct fault *fault, uint64_t faulting) {
    void *stack[96];
    int depth = backtrace(stack, 96);
    for (int i = 0; i < depth && fault->frame_count < MAX_FRAMES; i++) {
        char *pc = stack[i];
        if (pc > &__executable_start && pc < &etext) {
            /* A return address may belong to the next line: one byte back is in the call. */
            fault->frames[fault->frame_count++] =
                (uint64_t)(pc - &__executable_start) - ((uint64_t)pc != faulting);
        }
    }
}

static void end_child(int status) {
    harness_armed = 0;
    if (harness_run.dump_coverage) {
        __gcov_dump();
    }
    _exit(status);
}

static void end_at_exit(void) {
    end_child(0);
}

/* Reports after which the program's memory is still whole. */
static int is_harmless(const char *kind, int writes) {
    return strstr(kind, "overlap") || (!writes && (strstr(kind, "overflow") ||
                                                   strstr(kind, "underflow") ||
                                                   strstr(kind, "poison")));
}

void harness_null_argument(void) {
    harness_armed = 0;
    struct fault *fault = next_fault('s');
    if (fault) {
        copy(fault->kind, sizeof fault->kind, "null-dereference");
        copy(fault->message, sizeof fault->message, "a null pointer is passed to be written to");
        record_frames(fault, 0);
    }
    end_child(95);
}

/* AddressSanitizer calls this before it prints a report. */
void __asan_on_error(void) {
    static uint64_t last_read;
    static int reports, patches;
    harness_armed = 0;
    const char *kind = __asan_get_report_description();
    int writes = __asan_get_report_access_type();
    size_t size = __asan_get_report_access_size();
    char *address = __asan_get_report_address();
    uint64_t pc = (uint64_t)__asan_get_report_pc();
    kind = kind ? kind : "";
    /* A loop that reads on and on is one fault. */
    if (writes || pc == 0 || pc != last_read) {
        struct fault *fault = next_fault('a');
        if (!fault) {
            end_child(90);
        }
        copy(fault->kind, sizeof fault->kind, kind);
        fault->access = writes ? 'w' : 'r';
        fault->address = (uint64_t)address;
        record_frames(fault, 0);
        last_read = writes ? 0 : pc;
    }
    if (!is_harmless(kind, writes) || ++reports > MAX_REPORTS) {
        end_child(90);
    }
    /*
     * The run goes on, and a small read sees a byte that an attacker could have put there: such
     * reads often steer a later write. A few are enough.
     */
    if (address && size <= 8 && patches < FILL) {
        patches++;
        for (size_t i = 0; i < size; i++) {
            /* Not memset: the sanitizer would check that too. */
            ((volatile char *)address)[i] = harness_run.fill;
        }
    }
    harness_armed = 1;
}

void __ubsan_on_report(void) {
    const char *kind, *message, *file;
    unsigned line, column;
    char *address;
    __ubsan_get_current_report_data(&kind, &message, &file, &line, &column, &address);
    if (kind && strstr(kind, "pointer-overflow") && message && strstr(message, "null pointer")) {
        shared->after_null_offset = 1;
    }
    struct fault *fault = next_fault('u');
    if (fault) {
        copy(fault->kind, sizeof fault->kind, kind);
        copy(fault->message, sizeof fault->message, message);
        copy(fault->file, sizeof fault->file, file);
        fault->line = line;
        fault->column = column;
    } else {
        end_child(91);
    }
}

static void on_signal(int number, siginfo_t *info, void *context) {
    harness_armed = 0;
    struct fault *fault = next_fault('s');
    if (!fault) {
        _exit(92);
    }
    uint64_t address = (uint64_t)info->si_addr;
    uint64_t stack = 0, pc = 0;
#if defined(__x86_64__)
    ucontext_t *machine = context;
    stack = (uint64_t)machine->uc_mcontext.gregs[REG_RSP];
    pc = (uint64_t)machine->uc_mcontext.gregs[REG_RIP];
    if (number == SIGSEGV) {
        fault->access = (machine->uc_mcontext.gregs[REG_ERR] & 2) ? 'w' : 'r';
    }
#elif defined(__aarch64__)
    ucontext_t *machine = context;
    stack = machine->uc_mcontext.sp;
    pc = machine->uc_mcontext.pc;
#else
    (void)context;
#endif
    const char *kind = "wild-access";
    if (number == SIGFPE) {
        kind = "division";
    } else if (pc == address && address != 0) {
        kind = "wild-jump";
    } else if (info->si_code == SI_KERNEL && address == 0) {
        /* A non-canonical address: the kernel does not tell which, or what was done there. */
        fault->access = '?';
    } else if (address < 65536 || (shared->after_null_offset && address < (1ULL << 32))) {
        kind = "null-dereference";
    } else if (stack != 0 && address + 65536 > stack && address < stack + 65536) {
        kind = "stack-exhausted";
    }
    copy(fault->kind, sizeof fault->kind, kind);
    fault->address = address;
    record_frames(fault, pc);
    end_child(93);
}

static void catch_signals(void) {
    stack_t stack = {.ss_sp = alternate_stack, .ss_size = 1 << 17};
    sigaltstack(&stack, NULL);
    struct sigaction action = {.sa_sigaction = on_signal,
                               .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    sigemptyset(&action.sa_mask);
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    sigaction(SIGFPE, &action, NULL);
}

/*
 * An argument in a block of exactly its size. The nearest poisoned bytes on both sides hold the
 * fill character, so that a loop that walks out of the string finds what it looks for.
 */
static char *guarded(const char *text) {
    enum { GUARD = 64 };
    size_t size = strlen(text) + 1;
    size_t edge = (GUARD + size + 7) / 8 * 8;
    char *block = __real_malloc(edge + GUARD);
    if (!block) {
        _exit(94);
    }
    memset(block, 0, edge + GUARD);
    memset(block + GUARD - FILL, harness_run.fill, size + 2 * FILL);
    memcpy(block + GUARD, text, size);
    /* The shadow counts valid bytes from a granule's start, so both ends are exact. */
    __asan_poison_memory_region(block, GUARD);
    __asan_poison_memory_region(block + edge, GUARD);
    __asan_poison_memory_region(block + GUARD + size, edge - GUARD - size);
    return block + GUARD;
}

static void limit(int what, rlim_t value) {
    struct rlimit limits = {value, value};
    setrlimit(what, &limits);
}

static _Noreturn void child(int cpu_ms, char **environment) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    limit(RLIMIT_FSIZE, 16 << 20);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 64);

    int nothing = open("/dev/null", O_RDWR);
    int input = harness_content_file(harness_run.input, harness_run.input_size);
    dup2(input, 0);
    dup2(nothing, 1);
    dup2(nothing, 2);
    close(input);
    close(nothing);

    char **arguments = __real_malloc(((size_t)harness_run.argument_count + 2) * sizeof *arguments);
    if (!arguments) {
        _exit(94);
    }
    arguments[0] = guarded("./program");
    for (int i = 0; i < harness_run.argument_count; i++) {
        arguments[i + 1] = guarded(harness_run.arguments[i]);
    }
    arguments[harness_run.argument_count + 1] = NULL;

    catch_signals();
    atexit(end_at_exit);
    struct itimerval timer = {.it_value = {cpu_ms / 1000, cpu_ms % 1000 * 1000}};
    setitimer(ITIMER_PROF, &timer, NULL);
    harness_armed = 1;
    int status = __real_main(harness_run.argument_count + 1, arguments, environment);
    exit(status);
}

/* ---- Called in the parent ------------------------------------------------------------- */

static long now_ms(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000L + time.tv_nsec / 1000000L;
}

static void put_string(FILE *out, const char *text) {
    fputc('"', out);
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c == '"' || *c == '\\') {
            fprintf(out, "\\%c", *c);
        } else if (*c < 32 || *c > 126) {
            fprintf(out, "\\u%04x", *c);
        } else {
            fputc(*c, out);
        }
    }
    fputc('"', out);
}

static int same_place(const struct fault *a, const struct fault *b) {
    return a->source == b->source && a->access == b->access && a->line == b->line &&
           a->column == b->column && strcmp(a->kind, b->kind) == 0 &&
           a->frame_count == b->frame_count &&
           memcmp(a->frames, b->frames, sizeof a->frames) == 0;
}

static void put_new_faults(FILE *out, int number) {
    static struct fault known[MAX_KNOWN];
    static int known_count;
    int count = shared->fault_count < MAX_FAULTS ? shared->fault_count : MAX_FAULTS;
    for (int i = 0; i < count; i++) {
        struct fault *fault = &shared->faults[i];
        /* The child may have scribbled over this memory. */
        fault->kind[sizeof fault->kind - 1] = fault->message[sizeof fault->message - 1] = 0;
        fault->file[sizeof fault->file - 1] = 0;
        if (fault->frame_count < 0 || fault->frame_count > MAX_FRAMES) {
            fault->frame_count = 0;
        }
        int seen = known_count >= MAX_KNOWN;
        for (int k = 0; k < known_count && !seen; k++) {
            seen = same_place(fault, &known[k]);
        }
        if (seen) {
            continue;
        }
        known[known_count++] = *fault;
        fprintf(out, "{\"run\":%d,\"source\":\"%c\",\"access\":\"%c\",\"kind\":", number,
                strchr("aus", fault->source) && fault->source ? fault->source : '?',
                strchr("rw", fault->access) && fault->access ? fault->access : '?');
        put_string(out, fault->kind);
        fputs(",\"message\":", out);
        put_string(out, fault->message);
        fputs(",\"file\":", out);
        put_string(out, fault->file);
        fprintf(out, ",\"line\":%u,\"column\":%u,\"address\":%llu,\"frames\":[", fault->line,
                fault->column, (unsigned long long)fault->address);
        for (int f = 0; f < fault->frame_count; f++) {
            fprintf(out, "%s%llu", f ? "," : "", (unsigned long long)fault->frames[f]);
        }
        fputs("]}\n", out);
    }
}

/* Files that a run leaves behind must not change the next one. */
static void empty_folder(void) {
    DIR *folder = opendir(".");
    if (!folder) {
        return;
    }
    struct dirent *entry;
    while ((entry = readdir(folder))) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            unlinkat(dirfd(folder), entry->d_name, 0) != 0) {
            unlinkat(dirfd(folder), entry->d_name, AT_REMOVEDIR);
        }
    }
    closedir(folder);
}

/* Waits for the child; 1 when it had to be killed or used up its time. */
static int wait_for(pid_t pid, int *cpu_ms) {
    sigset_t ended;
    sigemptyset(&ended);
    sigaddset(&ended, SIGCHLD);
    long deadline = now_ms() + RUN_WALL_MS;
    int status = 0, killed = 0;
    struct rusage used;
    while (wait4(pid, &status, WNOHANG, &used) == 0) {
        long left = deadline - now_ms();
        if (left <= 0) {
            killed = 1;
            __real_kill(pid, SIGKILL);
            wait4(pid, &status, 0, &used);
            break;
        }
        struct timespec pause = {left / 1000, left % 1000 * 1000000L};
        sigtimedwait(&ended, NULL, &pause);
    }
    __real_kill(-pid, SIGKILL);
    *cpu_ms = (int)(used.ru_utime.tv_sec * 1000 + used.ru_utime.tv_usec / 1000 +
                    used.ru_stime.tv_sec * 1000 + used.ru_stime.tv_usec / 1000);
    return killed || (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF);
}

int __wrap_main(int argc, char **argv, char **environment) {
    if (argc != 3) {
        return 64;
    }
    FILE *plan = fopen(argv[1], "re");
    FILE *out = fopen(argv[2], "wxe");
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    alternate_stack = mmap(NULL, 1 << 17, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (!plan || !out || shared == MAP_FAILED || alternate_stack == MAP_FAILED) {
        return 65;
    }
    harness_counters = &shared->counters;
    void *warm[4];
    backtrace(warm, 4); /* its first call loads a library */
    sigset_t ended;
    sigemptyset(&ended);
    sigaddset(&ended, SIGCHLD);
    sigprocmask(SIG_BLOCK, &ended, NULL);

    int runs = 0, timeouts = 0, calls_that_can_fail = 0, skipped = 0, cut = 0;
    long spent = 0, start = now_ms();
    for (int number = 0; harness_read_run(plan); number++) {
        if (harness_run.fail > calls_that_can_fail || (harness_run.fail < 0 && calls_that_can_fail == 0)) {
            skipped++;
            continue;
        }
        if (spent > TOTAL_CPU_MS || now_ms() - start > TOTAL_WALL_MS) {
            cut = 1;
            break;
        }
        memset(shared, 0, sizeof *shared);
        /* Whether the completion ran at all is soon known: do not ask every time. */
        harness_run.dump_coverage = runs < 8 || runs % 8 == 0;
        fflush(out);
        pid_t pid = __real_fork();
        if (pid < 0) {
            return 66;
        }
        if (pid == 0) {
            fclose(plan);
            close(fileno(out));
            child(timeouts ? LATER_CPU_MS : FIRST_CPU_MS, environment);
        }
        int used = 0;
        timeouts += wait_for(pid, &used);
        runs++;
        spent += used + 1;
        if (harness_run.fail == 0 && harness_counters->fallible > calls_that_can_fail) {
            calls_that_can_fail = harness_counters->fallible;
        }
        put_new_faults(out, number);
        empty_folder();
    }
    fprintf(out,
            "{\"summary\":true,\"runs\":%d,\"finished\":%d,\"timeouts\":%d,\"skipped\":%d,"
            "\"cut\":%s,\"fallible\":%d,\"cpu_ms\":%ld}\n",
            runs, runs - timeouts, timeouts, skipped, cut ? "true" : "false",
            calls_that_can_fail, spent);
    return fclose(out) == 0 ? 0 : 67;
}
