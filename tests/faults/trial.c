/* trial.c - run the program once with a call made to fail, gather what it left, and judge.
 *
 * A run is right if exit code, output, words and the file of --out are those of the run without a
 * fault.  It is a clean error if the exit code is that of the fault, one sentence was said,
 * standard output is empty, and the folder of --out is as it was.  Where writing itself fails, or
 * a trace cannot take its name behind the report, output may have begun, and words may be lost; a
 * command that ends in an error anyway may say less of it. Everything else is wrong: another
 * answer, a death by a signal, 20 seconds without an end (SIGALRM), silence, a sentence that blames
 * something else.
 *
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "trial.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS = 20 };

/* ---- files ---- */

static void path_in(char path[4096], const fault_place *place, const char *name) {
    snprintf(path, 4096, "%s/%s", place->folder, name);
}

/* All of a file; data is NULL if there is none. */
static fault_bytes read_file(const fault_place *place, const char *name) {
    char path[4096];
    path_in(path, place, name);
    fault_bytes b = {0};
    FILE *in = fopen(path, "rb");
    if (!in)
        return b;
    size_t room = 1 << 16;
    b.data = malloc(room);
    while (b.data && (b.size += fread(b.data + b.size, 1, room - 1 - b.size, in)) == room - 1)
        b.data = realloc(b.data, room *= 2);
    fclose(in);
    if (!b.data)
        abort();
    b.data[b.size] = '\0';
    return b;
}

static void write_file(const fault_place *place, const char *name, const char *text) {
    char path[4096];
    path_in(path, place, name);
    FILE *out = fopen(path, "wb");
    if (!out || fputs(text, out) < 0 || fclose(out)) {
        perror(path);
        exit(2);
    }
}

/* Remove what stands in the folder of --out; returns how many files other than the result. */
static int sweep(const fault_place *place) {
    char path[4096];
    int strays = 0;
    path_in(path, place, "out");
    DIR *folder = opendir(path);
    if (!folder)
        return 1;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        strays += strcmp(entry->d_name, strrchr(FAULT_RESULT, '/') + 1) != 0;
        unlinkat(dirfd(folder), entry->d_name, 0);
    }
    closedir(folder);
    return strays;
}

/* Times differ from run to run: drop the number behind each "seconds". */
static void drop_times(fault_bytes *b) {
    static const char key[] = "\"seconds\": ";
    char *to = b->data, *from = b->data;
    while (*from) {
        int here = !strncmp(from, key, sizeof key - 1);
        *to++ = *from++;
        if (here)
            while (*from && *from != ',')
                from++;
    }
    *to = '\0';
    b->size = (size_t)(to - b->data);
}

/* ---- a run ---- */

void fault_wish(char *text, size_t size, const fault_variant *v, long long nth) {
    static const char *const calls[] = FAULT_CALL_NAMES;
    *text = '\0';
    if (v)
        snprintf(text, size, "%s:%lld:%s:%s", calls[v->call], nth, v->sticky ? "sticky" : "once",
                 v->effect);
}

static void redirect(const char *name, int flags, int to) {
    int fd = open(name, flags, 0600);
    if (fd < 0 || dup2(fd, to) < 0)
        _exit(98);
    close(fd);
}

static void begin_program(const fault_place *place, const fault_command *c, const char *wish) {
    char *words[12] = {"lsq"};
    for (size_t i = 0; i < sizeof c->words / sizeof *c->words && c->words[i]; i++)
        words[i + 1] = (char *)(size_t)c->words[i];
    if (chdir(place->folder))
        _exit(98);
    redirect(c->input ? c->input : "/dev/null", O_RDONLY, 0);
    redirect("stdout", O_WRONLY | O_CREAT | O_TRUNC, 1);
    redirect("stderr", O_WRONLY | O_CREAT | O_TRUNC, 2);
    setenv("LD_PRELOAD", place->shim, 1);
    setenv("LSQ_FAULT", wish, 1);
    setenv("LSQ_FAULT_PAGE", "page", 1);
    signal(SIGALRM, SIG_DFL);
    alarm(SECONDS);
    execv(place->program, words);
    _exit(98);
}

/* The page of this folder, all zero. */
static fault_page *open_page(const fault_place *place) {
    char path[4096];
    path_in(path, place, "page");
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || ftruncate(fd, sizeof(fault_page)))
        return NULL;
    void *map = mmap(NULL, sizeof(fault_page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    return map == MAP_FAILED ? NULL : map;
}

int fault_run(fault_outcome *o, const fault_place *place, const fault_command *c,
              const fault_variant *v, long long nth) {
    char wish[64];
    fault_wish(wish, sizeof wish, v, nth);
    memset(o, 0, sizeof *o);
    sweep(place);
    write_file(place, FAULT_RESULT, FAULT_OLD);
    fault_page *page = open_page(place);
    if (!page)
        return 0;
    fflush(NULL);
    pid_t child = fork();
    if (!child)
        begin_program(place, c, wish);
    int started =
        child > 0 && waitpid(child, &o->status, 0) == child &&
        !(WIFEXITED(o->status) && WEXITSTATUS(o->status) >= 98 && WEXITSTATUS(o->status) <= 99);
    for (int i = 0; i < FAULT_CALLS; i++)
        o->calls[i] = page->calls[i];
    o->failed = page->failed;
    munmap(page, sizeof *page);
    o->out = read_file(place, "stdout");
    o->err = read_file(place, "stderr");
    o->result = read_file(place, FAULT_RESULT);
    o->strays = sweep(place);
    if (o->out.data)
        drop_times(&o->out);
    return started && o->out.data && o->err.data;
}

void fault_clear(fault_outcome *o) {
    free(o->out.data);
    free(o->err.data);
    free(o->result.data);
}

/* ---- the verdict ---- */

static int same(const fault_bytes *a, const fault_bytes *b) {
    return !a->data == !b->data && a->size == b->size &&
           (!a->data || !memcmp(a->data, b->data, a->size));
}

/* a begins as b does and ends there or earlier */
static int begins(const fault_bytes *a, const fault_bytes *b) {
    return a->size <= b->size && !memcmp(a->data, b->data, a->size);
}

/* Each line of a is a line of b, or its beginning, in the same order. */
static int says_less(const char *a, const char *b) {
    while (*a && *b) {
        size_t n = strcspn(a, "\n");
        if (!strncmp(a, b, n))
            a += n + (a[n] == '\n');
        b += strcspn(b, "\n");
        b += *b == '\n';
    }
    return !*a;
}

/* The output of a comparison in which some solvers are told to have failed, all
 * other lines as they were. */
static int told_in_rows(const fault_bytes *got, const fault_bytes *want) {
    const char *a = got->data, *b = want->data;
    int told = 0;
    while (*a && *b) {
        size_t m = strcspn(a, "\n"), n = strcspn(b, "\n");
        if (m != n || memcmp(a, b, m)) {
            static const char status[] = "\"status\": \"failed\"";
            if (!memmem(a, m, status, sizeof status - 1))
                return 0;
            told++;
        }
        a += m + (a[m] == '\n');
        b += n + (b[n] == '\n');
    }
    return told && !*a && !*b;
}

/* One sentence of ours; about memory if that is what failed. */
static int is_sentence(const fault_bytes *err, fault_call call) {
    const char *end = strchr(err->data, '\n');
    return !strncmp(err->data, "lsq: ", 5) && end && !end[1] &&
           (call != FAULT_MEMORY || strstr(err->data, "memory"));
}

static int is_old(const fault_bytes *b) {
    return b->size == strlen(FAULT_OLD) && !memcmp(b->data, FAULT_OLD, b->size);
}

static fault_verdict wrong(const char **why, const char *what) {
    *why = what;
    return FAULT_WRONG;
}

static fault_verdict judge_error(const char **why, const fault_outcome *r, const fault_outcome *o,
                                 const fault_variant *v) {
    int writing = v->call == FAULT_WRITE || v->call == FAULT_CLOSE;
    int code = WEXITSTATUS(o->status);
    if (code && o->status == r->status && (writing || o->err.size) && !o->out.size &&
        says_less(o->err.data, r->err.data))
        return FAULT_CLEAN;
    if (code != v->code)
        return wrong(why, !code ? "exit code 0 with another result" : "the exit code");
    int in_place = v->call == FAULT_FSYNC && strstr(o->err.data, ": it is written") &&
                   same(&o->result, &r->result);
    if (!is_old(&o->result) && !in_place)
        return wrong(why, "an error changed the file of --out");
    int at_the_end = writing || v->call == FAULT_FSYNC || v->call == FAULT_RENAME;
    if (o->out.size && !(at_the_end && begins(&o->out, &r->out)))
        return wrong(why, "an error with output");
    if (!is_sentence(&o->err, v->call) && !(v->call == FAULT_WRITE && v->sticky && !o->err.size))
        return wrong(why, "not one sentence about the fault");
    return FAULT_CLEAN;
}

static fault_verdict judge_death(const char **why, const fault_outcome *r, const fault_outcome *o,
                                 const fault_variant *v) {
    if (v->code != -SIGKILL || WTERMSIG(o->status) != SIGKILL)
        return wrong(why,
                     WTERMSIG(o->status) == SIGALRM ? "no end within 20 s" : "death by a signal");
    if (!is_old(&o->result) && !same(&o->result, &r->result))
        return wrong(why, "neither the old nor the new file");
    return o->strays > 1 ? wrong(why, "files left behind") : FAULT_CLEAN;
}

fault_verdict fault_judge(const char **why, const fault_outcome *r, const fault_outcome *o,
                          const fault_variant *v) {
    *why = "";
    if (!WIFEXITED(o->status))
        return judge_death(why, r, o, v);
    if (o->strays)
        return wrong(why, "a file left behind");
    if (o->status == r->status && same(&o->out, &r->out) && same(&o->err, &r->err) &&
        same(&o->result, &r->result))
        return o->failed ? FAULT_RIGHT : FAULT_UNREACHED;
    if (!o->failed)
        return wrong(why, "another result without any fault");
    if (!v->code)
        return wrong(why, "a fault that nobody may notice");
    if (v->call == FAULT_MEMORY && o->status == r->status && same(&o->err, &r->err) &&
        same(&o->result, &r->result) && told_in_rows(&o->out, &r->out))
        return FAULT_CLEAN;
    return judge_error(why, r, o, v);
}
