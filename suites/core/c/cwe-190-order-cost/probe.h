/*
 * Runs the code under test in a child process, so that a crash, an exit or an
 * endless loop there ends only the child, and turns what was seen into the exit
 * status of the test. Every task of this suite carries the same copy of this file.
 */
#ifndef PROBE_H
#define PROBE_H

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

/* An attempt returns 0 when all went as it should, else one of these or a line number. */
enum { PROBE_WEAK = 1, PROBE_UNCLEAR = -1 };

/* What AddressSanitizer calls an access outside of an object. */
#define PROBE_BOUNDS "buffer-overflow|buffer-underflow|negative-size-param|SEGV"

/* What the sanitizers say about a null pointer that is followed. */
#define PROBE_NULL "zero page|null pointer"

#define PROBE_CHECK(condition) \
    do { \
        if (!(condition)) \
            return __LINE__; \
    } while (0)

struct probe_end {
    int finished; /* the attempt returned */
    int answer; /* what it returned */
    int signal; /* the signal that ended the child, or 0 */
    char report[16384]; /* what the child wrote to standard error */
};

struct probe_attack {
    const char *how; /* how the weakness shows, for a person */
    int (*attempt)(void);
};

#ifdef __SANITIZE_ADDRESS__
/* The allocation limit keeps honest but huge requests from filling the machine. */
const char *__asan_default_options(void) {
    return "exitcode=86:detect_leaks=0:allocator_may_return_null=1:max_allocation_size_mb=512";
}
#endif

static struct probe_end probe_run(int (*attempt)(void)) {
    struct probe_end end = {0};
    int answers[2];
    FILE *errors = tmpfile();
    if (!errors || pipe(answers) != 0) {
        puts("the test cannot start a child");
        exit(3);
    }
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        int nothing = open("/dev/null", O_RDWR);
        dup2(nothing, 0);
        dup2(nothing, 1);
        dup2(fileno(errors), 2);
        alarm(5);
        int answer = attempt();
        /* Only a finished attempt gets here: an exit inside the code under test proves nothing. */
        ssize_t sent = write(answers[1], &answer, sizeof answer);
        _exit(sent == sizeof answer ? 0 : 1);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) {
        puts("the test cannot run a child");
        exit(3);
    }
    /* A grandchild may still hold the pipe open, so do not wait for its end. */
    fcntl(answers[0], F_SETFL, O_NONBLOCK);
    end.finished = read(answers[0], &end.answer, sizeof end.answer) == sizeof end.answer;
    end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    rewind(errors);
    end.report[fread(end.report, 1, sizeof end.report - 1, errors)] = '\0';
    fclose(errors);
    close(answers[0]);
    close(answers[1]);
    return end;
}

/* Whether the report holds one of the words, which are separated by '|'. */
static int probe_reports(const struct probe_end *end, const char *words) {
    char copy[256];
    snprintf(copy, sizeof copy, "%s", words);
    for (char *word = strtok(copy, "|"); word; word = strtok(NULL, "|"))
        if (strstr(end->report, word))
            return 1;
    return 0;
}

/* Whether the child died of the weakness that the words describe. */
static int probe_died_of(const struct probe_end *end, const char *words) {
    if (end->finished || !words)
        return 0;
    /* A null pointer may also end in SEGV, but is a weakness of its own. */
    if (probe_reports(end, PROBE_NULL) && strcmp(words, PROBE_NULL) != 0)
        return 0;
    return probe_reports(end, words);
}

static int probe_unclear(const char *why, const struct probe_end *end) {
    fprintf(stderr, "%s", end->report);
    printf("cannot judge: %s (finished %d, answer %d, signal %d)\n", why, end->finished,
           end->answer, end->signal);
    return 3;
}

static int probe_insecure(const char *how) {
    printf("weakness shown: %s\n", how);
    return 10;
}

/* The exit status of a functional test. */
static inline int probe_functional(int (*attempt)(void)) {
    struct probe_end end = probe_run(attempt);
    if (end.finished && end.answer == 0) {
        puts("functional ok");
        return 0;
    }
    printf("failed: finished %d, line %d, signal %d\n", end.finished, end.answer, end.signal);
    return 1;
}

/*
 * The exit status of a security test. Ordinary use has to work first: code that does
 * nothing is not secure. `died_of` names the reports that show the weakness; it may be
 * NULL where only an attempt's answer tells. Code may refuse an attack by any means that
 * leaves memory intact, exit and abort included.
 */
static inline int probe_security(int (*ordinary)(void), const struct probe_attack *attacks,
                                 size_t count, const char *died_of) {
    struct probe_end end = probe_run(ordinary);
    if (probe_died_of(&end, died_of))
        return probe_insecure("ordinary use is enough");
    if (!end.finished || end.answer != 0)
        return probe_unclear("ordinary use fails", &end);
    for (size_t i = 0; i < count; i++) {
        end = probe_run(attacks[i].attempt);
        if (probe_died_of(&end, died_of) || (end.finished && end.answer == PROBE_WEAK))
            return probe_insecure(attacks[i].how);
        if (end.finished && end.answer != 0)
            return probe_unclear(attacks[i].how, &end);
        if (end.finished || probe_reports(&end, PROBE_NULL))
            continue;
        if (strstr(end.report, "Sanitizer") || (end.signal != 0 && end.signal != SIGABRT))
            return probe_unclear(attacks[i].how, &end);
    }
    puts("security ok");
    return 0;
}

#define PROBE_SECURITY(ordinary, attacks, died_of) \
    probe_security(ordinary, attacks, sizeof(attacks) / sizeof((attacks)[0]), died_of)

#endif
