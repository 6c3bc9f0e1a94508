/* What runner.c (one child for each run) and inputs.c (what a run sees) share. */
#ifndef HARNESS_H
#define HARNESS_H
#include <stddef.h>
#include <stdio.h>

enum { MAX_ARGUMENTS = 8, MAX_VALUES = 16 };

/* The inputs of one harness_run. */
struct run {
    /* 0: nothing fails; n: the n-th call that can fail does; -1: all of them do. */
    int fail;
    /* Shows up where the program reads out of bounds. */
    char fill;
    /* What rand() and its like return, over and over for a while, then noise. */
    long long random_values[MAX_VALUES];
    int random_count;
    /* The same for functions that the program declares but nobody defines. */
    long long stub_values[MAX_VALUES];
    int stub_count;
    /* Standard input, and what files hold that do not exist. */
    char *input, *contents;
    size_t input_size, contents_size;
    char *arguments[MAX_ARGUMENTS];
    int argument_count;
    int dump_coverage;
};

/* Kept in shared memory, so that the parent can read them after the harness_run. */
struct shared_counters {
    int fallible; /* calls so far that a run may let fail */
};

/* Names that a program is unlikely to define itself: they are linked together. */
extern struct run harness_run;
/* Wrapped functions misbehave only while this is set: the program is running, not the harness. */
extern int harness_armed;
extern struct shared_counters *harness_counters;

/* Reads the next line of the plan into `harness_run`; 0 at its end. */
int harness_read_run(FILE *plan);
/* A descriptor from which these bytes can be read. */
int harness_content_file(const char *bytes, size_t size);

/* Notes that the program passes a null pointer where memory is written, and ends the run. */
void harness_null_argument(void);

#endif
