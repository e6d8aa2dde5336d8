/* run.c - make every call of the program fail, one at a time, and see what it does.
 *
 *   run [-s SECONDS] [-r SEED] [-j JOBS] [-c COMMAND] LSQ SHIM
 *
 * Each command of the list is run once to count its calls.  Then, for each way to fail, the Nth
 * call fails for every N: all of them, or in SECONDS as many as there is time for, spread evenly
 * from a place that the seed gives.  A table tells how the runs ended; one that is wrong is printed
 * with the line that repeats it.
 *
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <ftw.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "trial.h"

#define MODEL "y ~ x + z + I(x^2)"

enum { ALL = 0, SOME = 400 };

static const fault_command commands[] = {
    {"fit", 0, ALL, NULL, {"fit", "../data/small.csv"}},
    {"compare", 0, ALL, NULL, {"compare", "../data/small.csv", "-x", "x,z", "-o", "json"}},
    {"fit json", 0, SOME, NULL, {"fit", "../data/small.csv", "-f", MODEL, "-o", "json"}},
    {"fit --out", 0, SOME, NULL, {"fit", "../data/small.csv", "--out", FAULT_RESULT}},
    {"fit two", 0, SOME, NULL, {"fit", "../data/small.csv", "../data/other.csv"}},
    {"fit threads", 0, SOME, NULL, {"fit", "../data/large.csv", "--threads", "3"}},
    {"fit stdin", 0, SOME, "../data/small.csv", {"fit", "-", "-x", "x,z"}},
    {"fit gzip", 0, SOME, NULL, {"fit", "../data/small.csv.gz"}},
    {"fit zstd", 0, SOME, NULL, {"fit", "../data/small.csv.zst"}},
    {"fit xz", 0, SOME, NULL, {"fit", "../data/small.csv.xz"}},
    {"fit bzip2", 0, SOME, NULL, {"fit", "../data/small.csv.bz2"}},
    {"fit qr", 0, SOME, NULL, {"fit", "../data/small.csv", "-x", "x,z", "--solver", "qr"}},
    {"descend",
     0,
     SOME,
     NULL,
     {"descend", "../data/small.csv", "-x", "x", "--weights", "z", "--trace", FAULT_RESULT}},
    {"fit bad data", 3, ALL, NULL, {"fit", "../data/bad.csv"}},
    {"fit bad name", 2, ALL, NULL, {"fit", "../data/small.csv", "-f", "y ~ xx"}},
    {"help", 0, ALL, NULL, {"help"}},
    {"help fit", 0, ALL, NULL, {"help", "fit"}},
    {"version", 0, ALL, NULL, {"version"}},
};
enum { N_COMMANDS = sizeof commands / sizeof *commands };

/* Those of the same call and the same times stand together. */
static const fault_variant variants[] = {
    {FAULT_MEMORY, 0, "ENOMEM", 6},      {FAULT_MEMORY, 1, "ENOMEM", 6},
    {FAULT_READ, 0, "EIO", 5},           {FAULT_READ, 0, "EINTR", 0},
    {FAULT_READ, 0, "short", 0},         {FAULT_READ, 1, "EIO", 5},
    {FAULT_READ, 1, "short", 0},         {FAULT_WRITE, 0, "ENOSPC", 5},
    {FAULT_WRITE, 0, "EIO", 5},          {FAULT_WRITE, 0, "EINTR", 0},
    {FAULT_WRITE, 0, "short", 0},        {FAULT_WRITE, 0, "KILL", -SIGKILL},
    {FAULT_WRITE, 1, "ENOSPC", 5},       {FAULT_WRITE, 1, "short", 0},
    {FAULT_OPEN, 0, "EMFILE", 5},        {FAULT_OPEN, 0, "EINTR", 0},
    {FAULT_OPEN, 0, "KILL", -SIGKILL},   {FAULT_OPEN, 1, "EMFILE", 5},
    {FAULT_CLOSE, 0, "EIO", 5},          {FAULT_CLOSE, 0, "EINTR", 0},
    {FAULT_CLOSE, 0, "KILL", -SIGKILL},  {FAULT_CLOSE, 1, "EIO", 5},
    {FAULT_FSYNC, 0, "EIO", 5},          {FAULT_FSYNC, 0, "EINTR", 0},
    {FAULT_FSYNC, 0, "KILL", -SIGKILL},  {FAULT_FSYNC, 1, "EIO", 5},
    {FAULT_RENAME, 0, "EIO", 5},         {FAULT_RENAME, 0, "ENOSPC", 5},
    {FAULT_RENAME, 0, "KILL", -SIGKILL}, {FAULT_THREAD, 0, "EAGAIN", 0},
    {FAULT_THREAD, 1, "EAGAIN", 0},
};
enum { N_VARIANTS = sizeof variants / sizeof *variants };

/* A column that depends on another, a row without a value, a blank line, a name in quotes. */
static const char small_csv[] = "x,z,twice,\"y\"\n"
                                "1.5,4,3,2.25\n2.5,1,5,4.5\n\n4,NA,8,1\n3.25,9,6.5,3.75\n"
                                "6,2,12,8.125\n7.75,8,15.5,9\n8,3,16,10.5\n10.5,7,21,12\n";
static const char other_csv[] = "y,twice,z,x\n3.5,5,7,2.5\n4.25,1,,0.5\n6,9,3,4.5\n";
static const char bad_csv[] = "x,y\n1,2\n3,4\n5,six\n";

/* What the runs of one command with one variant have come to; in memory that all workers share. */
typedef struct tally {
    _Atomic long long verdicts[FAULT_WRONG + 1];
} tally;

/* One command, one variant and its points N = 1 .. count, taken in steps that have no factor in
 * common with count. */
typedef struct job {
    const fault_command *command;
    const fault_variant *variant;
    const fault_outcome *reference;
    long long count, first, step, rounds; /* rounds <= count: how many are taken */
} job;

typedef struct settings {
    double seconds; /* 0: every point */
    unsigned long long seed;
    int workers;
    const char *only;
    char program[4096], shim[4096], scratch[64];
} settings;

static _Noreturn void give_up(const char *what) {
    fprintf(stderr, "faults: %s\n", what);
    exit(2);
}

/* ---- preparation ---- */

static void write_data(const settings *s, const char *name, const char *text) {
    char path[4096];
    snprintf(path, sizeof path, "%s/data/%s", s->scratch, name);
    FILE *out = fopen(path, "wb");
    if (!out || fputs(text, out) < 0 || fclose(out))
        give_up("cannot write the data");
}

/* Longer than what is looked at and a few chunks, so that threads read at once. */
static void write_large(const settings *s) {
    enum { ROWS = 150000, WIDTH = 24 };
    char *text = malloc(ROWS * WIDTH + 8), *at = text;
    if (!text)
        give_up("no memory");
    at += sprintf(at, "x,z,y\n");
    for (int i = 0; i < ROWS; i++)
        at += sprintf(at, "%d.%d,%d,%d\n", i, i % 7, i * 31 % 1009, i % 13);
    write_data(s, "large.csv", text);
    free(text);
}

/* The same in the formats that are unpacked. */
static void pack(const settings *s) {
    char command[4096];
    snprintf(
        command, sizeof command,
        "cd '%s/data' && gzip -k small.csv && zstd -q small.csv && xz -k small.csv && bzip2 -k "
        "small.csv",
        s->scratch);
    if (system(command))
        give_up("gzip, zstd, xz and bzip2 are needed to pack the data");
}

static void make_folder(const settings *s, const char *name, int number, const char *inner) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s%.0d%s", s->scratch, name, number, inner);
    if (mkdir(path, 0700))
        give_up("cannot make a folder");
}

static void prepare(settings *s) {
    strcpy(s->scratch, "/tmp/lsq-faults.XXXXXX");
    if (!mkdtemp(s->scratch))
        give_up("no scratch folder");
    make_folder(s, "data", 0, "");
    for (int i = 1; i <= s->workers; i++) {
        make_folder(s, "worker", i, "");
        make_folder(s, "worker", i, "/out");
    }
    write_data(s, "small.csv", small_csv);
    write_data(s, "other.csv", other_csv);
    write_data(s, "bad.csv", bad_csv);
    write_large(s);
    pack(s);
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where) {
    (void)about, (void)kind, (void)where;
    return remove(path);
}

static long long common_factor(long long a, long long b) {
    return b ? common_factor(b, a % b) : a;
}

static void set_steps(job *j, unsigned long long seed) {
    j->first = (long long)(seed % (unsigned long long)j->count);
    j->step = (long long)(0.618 * (double)j->count);
    while (j->step < 1 || common_factor(j->step, j->count) != 1)
        j->step++;
}

/* The jobs of which there is something to fail; references are what commands do without a fault. */
static int64_t list_jobs(job *jobs, fault_outcome *references, const settings *s,
                         const fault_place *place) {
    int64_t n = 0;
    for (int i = 0; i < N_COMMANDS; i++) {
        fault_outcome *r = &references[i];
        if (s->only && strcmp(s->only, commands[i].name))
            continue;
        if (!fault_run(r, place, &commands[i], NULL, 0))
            give_up("the program could not be run");
        if (!WIFEXITED(r->status) || WEXITSTATUS(r->status) != commands[i].code) {
            printf("lsq %s: status %d without a fault: %s", commands[i].name, r->status,
                   r->err.data);
            give_up("a command of the list does not end as it should");
        }
        for (int k = 0; k < N_VARIANTS; k++) {
            job j = {&commands[i], &variants[k], r, r->calls[variants[k].call], 0, 0, 0};
            if (!j.count)
                continue;
            int most = commands[i].most;
            j.rounds = most && most < j.count ? most : j.count;
            set_steps(&j, s->seed + (unsigned long long)n);
            jobs[n++] = j;
        }
    }
    return n;
}

/* ---- runs ---- */

static void show_wrong(const job *j, long long nth, const fault_outcome *o, const char *why,
                       const settings *s) {
    char wish[64], line[4096];
    fault_wish(wish, sizeof wish, j->variant, nth);
    int n =
        snprintf(line, sizeof line,
                 "WRONG  %s: %s (status %d, %s%d)\n  said: %.300s\n  LD_PRELOAD=%s LSQ_FAULT=%s "
                 "lsq",
                 j->command->name, why, o->status, WIFEXITED(o->status) ? "exit code " : "signal ",
                 WIFEXITED(o->status) ? WEXITSTATUS(o->status) : WTERMSIG(o->status), o->err.data,
                 s->shim, wish);
    for (size_t i = 0; i < sizeof j->command->words / sizeof *j->command->words; i++)
        if (j->command->words[i] && (size_t)n < sizeof line)
            n += snprintf(line + n, sizeof line - (size_t)n, " '%s'", j->command->words[i]);
    puts(line);
    fflush(stdout);
}

static void try_point(const job *j, long long nth, tally *t, const fault_place *place,
                      const settings *s) {
    const char *why;
    fault_outcome o;
    if (!fault_run(&o, place, j->command, j->variant, nth)) {
        show_wrong(j, nth, &o, "the program could not be run", s);
        give_up("a run failed");
    }
    fault_verdict verdict = fault_judge(&why, j->reference, &o, j->variant);
    if (verdict == FAULT_WRONG && t->verdicts[FAULT_WRONG] < 5)
        show_wrong(j, nth, &o, why, s);
    t->verdicts[verdict]++;
    fault_clear(&o);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Round after round one point of each job; each worker takes every points-th. */
static void work(int worker, const job *jobs, int64_t n, tally *tallies, const fault_place *place,
                 const settings *s) {
    double end = now() + s->seconds;
    long long met = 0, left = 1;
    for (long long round = 0; left; round++) {
        left = 0;
        for (int64_t i = 0; i < n; i++) {
            const job *j = &jobs[i];
            if (round >= j->rounds)
                continue;
            left = 1;
            if (met++ % s->workers != worker)
                continue;
            if (s->seconds > 0 && now() > end)
                return;
            try_point(j, 1 + (j->first + round * j->step) % j->count, &tallies[i], place, s);
        }
    }
}

static void run_jobs(const job *jobs, int64_t n, tally *tallies, const settings *s) {
    fflush(NULL);
    for (int i = 0; i < s->workers; i++) {
        if (fork())
            continue;
        char folder[4096];
        snprintf(folder, sizeof folder, "%s/worker%d", s->scratch, i + 1);
        work(i, jobs, n, tallies, &(fault_place){s->program, s->shim, folder}, s);
        fflush(NULL);
        _exit(0);
    }
    int status, broken = 0;
    while (wait(&status) > 0)
        broken |= status;
    if (broken)
        give_up("a worker failed");
}

/* ---- the table ---- */

typedef struct row {
    long long points, runs, right, errors, wrong;
} row;

static void add_job(row *r, const job *j, const tally *t) {
    r->points += j->count;
    for (int k = 0; k <= FAULT_WRONG; k++)
        r->runs += t->verdicts[k];
    r->right += t->verdicts[FAULT_RIGHT] + t->verdicts[FAULT_UNREACHED];
    r->errors += t->verdicts[FAULT_CLEAN];
    r->wrong += t->verdicts[FAULT_WRONG];
}

static void show_row(const job *j, const row *r) {
    static const char *const calls[] = FAULT_CALL_NAMES;
    printf("%-13s %-7s %-7s %7lld %7lld %7lld %7lld %6lld\n", j->command->name,
           calls[j->variant->call], j->variant->sticky ? "sticky" : "once", r->points, r->runs,
           r->right, r->errors, r->wrong);
}

/* A line for each command, call and times; returns how many runs were wrong. */
static long long show_table(const job *jobs, int64_t n, const tally *tallies, const settings *s) {
    row all = {0}, one = {0};
    printf("%-13s %-7s %-7s %7s %7s %7s %7s %6s\n", "command", "call", "times", "points", "runs",
           "right", "errors", "WRONG");
    for (int64_t i = 0; i < n; i++) {
        const fault_variant *v = jobs[i].variant, *next = i + 1 < n ? jobs[i + 1].variant : NULL;
        add_job(&one, &jobs[i], &tallies[i]);
        add_job(&all, &jobs[i], &tallies[i]);
        if (next && next->call == v->call && next->sticky == v->sticky &&
            jobs[i].command == jobs[i + 1].command)
            continue;
        show_row(&jobs[i], &one);
        one = (row){0};
    }
    printf("faults: %lld of %lld points, seed %llu: %lld right, %lld clean errors, %lld wrong\n",
           all.runs, all.points, s->seed, all.right, all.errors, all.wrong);
    return all.wrong;
}

static void take_options(settings *s, int argc, char **argv) {
    for (int o; (o = getopt(argc, argv, "s:r:j:c:")) != -1;) {
        if (o == 's')
            s->seconds = atof(optarg);
        else if (o == 'r')
            s->seed = strtoull(optarg, NULL, 10);
        else if (o == 'j')
            s->workers = atoi(optarg);
        else if (o == 'c')
            s->only = optarg;
        else
            exit(2);
    }
    if (optind + 2 != argc || s->workers < 1 || s->workers > 64)
        give_up("usage: run [-s SECONDS] [-r SEED] [-j JOBS] [-c COMMAND] LSQ SHIM");
    if (!realpath(argv[optind], s->program) || !realpath(argv[optind + 1], s->shim))
        give_up("no such program or shim");
}

int main(int argc, char **argv) {
    static settings s = {.seed = 1, .workers = 2};
    static job jobs[N_COMMANDS * N_VARIANTS];
    static fault_outcome references[N_COMMANDS];
    take_options(&s, argc, argv);
    prepare(&s);
    tally *tallies = mmap(NULL, sizeof(tally) * N_COMMANDS * N_VARIANTS, PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (tallies == MAP_FAILED)
        give_up("no memory");
    char folder[4096];
    snprintf(folder, sizeof folder, "%s/worker1", s.scratch);
    int64_t n = list_jobs(jobs, references, &s, &(fault_place){s.program, s.shim, folder});
    run_jobs(jobs, n, tallies, &s);
    long long wrong = show_table(jobs, n, tallies, &s);
    for (int i = 0; i < N_COMMANDS; i++)
        fault_clear(&references[i]);
    nftw(s.scratch, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return wrong > 0;
}
