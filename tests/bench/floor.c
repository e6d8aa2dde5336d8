/* floor.c - what a CSV costs before there is a regression.
 *
 *   floor read FILE THREADS     every byte into memory, 1 MiB at a time by pread, and not looked at
 *   floor parse FILE THREADS    every number into the columns of a block by the readers of liblsq,
 *                               and thrown away
 *
 * No reader of the file can be faster than the first; the second is the share of reading in `lsq
 * fit`, by the same code on the same number of threads.  Time it from outside.
 *
 * SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/workers.h"
#include "data/csv.h"

static void stop(const char *what) {
    fprintf(stderr, "floor: %s\n", what);
    exit(1);
}

/* ---- bytes ---- */

typedef struct bytes {
    int file;
    atomic_llong next; /* block */
} bytes;

static void read_blocks(void *context, int thread) {
    enum { BLOCK = 1 << 20 };
    bytes *b = context;
    char *buffer = malloc(BLOCK);
    (void)thread;
    if (!buffer)
        stop("out of memory");
    for (ssize_t got = 1; got > 0;) {
        got = pread(b->file, buffer, BLOCK, atomic_fetch_add(&b->next, 1) * BLOCK);
        if (got < 0)
            stop("cannot read");
    }
    free(buffer);
}

static void read_file(const char *path, int threads) {
    bytes b = {.file = open(path, O_RDONLY)};
    if (b.file < 0)
        stop("cannot open the file");
    lsq_workers_run(threads, read_blocks, &b);
    close(b.file);
}

/* ---- numbers ---- */

typedef struct numbers {
    lsq_csv *csv;
    int64_t columns;
    atomic_llong rows;
} numbers;

static void check(lsq_status status, const lsq_error *error) {
    if (status)
        stop(error->message);
}

static void parse_blocks(void *context, int thread) {
    numbers *n = context;
    lsq_error error = {0};
    lsq_decimals *block = calloc((size_t)n->columns, sizeof *block);
    lsq_reader *reader = NULL;
    int64_t rows = LSQ_BLOCK_ROWS;
    if (!block)
        stop("out of memory");
    for (int64_t j = 0; j < n->columns; j++)
        check(lsq_decimals_init(&block[j], &error), &error);
    check(lsq_reader_new(&reader, n->csv, NULL, &error), &error);
    while (rows == LSQ_BLOCK_ROWS) {
        rows = 0;
        check(lsq_reader_fill(reader, block, &rows, &error), &error);
        atomic_fetch_add(&n->rows, rows);
    }
    lsq_reader_free(reader);
    for (int64_t j = 0; j < n->columns; j++)
        lsq_decimals_clear(&block[j]);
    free(block);
    if (thread)
        lsq_thread_end();
}

static void parse_file(const char *path, int threads) {
    numbers n = {0};
    lsq_source *source = NULL;
    lsq_error error = {0};
    check(lsq_source_open(&source, path, NULL, &error), &error);
    check(lsq_csv_open(&n.csv, source, NULL, &error), &error);
    n.columns = lsq_csv_columns(n.csv);
    int64_t *all = calloc((size_t)n.columns, sizeof *all);
    if (!all)
        stop("out of memory");
    for (int64_t j = 0; j < n.columns; j++)
        all[j] = j;
    check(lsq_csv_select(n.csv, all, n.columns, &error), &error);
    free(all);
    lsq_workers_run(threads, parse_blocks, &n);
    check(lsq_csv_finish(n.csv, &error), &error);
    printf("%lld rows of %lld numbers\n", (long long)n.rows, (long long)n.columns);
    lsq_csv_free(n.csv);
}

int main(int argc, char **argv) {
    int threads = argc == 4 ? atoi(argv[3]) : 0;
    if (threads < 1)
        stop("usage: floor read|parse FILE THREADS");
    if (!strcmp(argv[1], "read"))
        read_file(argv[2], threads);
    else if (!strcmp(argv[1], "parse"))
        parse_file(argv[2], threads);
    else
        stop("usage: floor read|parse FILE THREADS");
    return 0;
}
