/* plain.h - the fast road for records without surprises: many rows at a time, column by column.
 *
 * It reads a subset of what split.h, cells.h and number.h read, to the same result; at anything
 * else it stops in front of the record, which then takes the strict road.  It has no errors of
 * its own.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_PLAIN_H
#define LSQ_DATA_PLAIN_H

#include <lsq.h>

#include "../base/stopwatch.h"
#include "../exact/integers.h"
#include "cells.h"
#include "csv.h"
#include "index.h"
#include "records.h"

/* A chosen column, and where its decimals go. */
typedef struct lsq_chosen {
    int64_t column, target;
    int is_weight; /* 1: negative numbers are errors, and rows with 0 are dropped */
} lsq_chosen;

/* The chosen columns of a table in the order of the fields. */
typedef struct lsq_plan {
    int64_t columns; /* of the table */
    lsq_chosen *chosen;
    int64_t count;
    int missing_is_error; /* 1: a row without a value is for the strict road to refuse */
} lsq_plan;

/* While rows are read, the exp10 of a cell without a value. */
enum { LSQ_NO_VALUE = INT32_MIN };

/* What became of rows: tally, and [target] in how many dropped rows a column had no value. */
typedef struct lsq_count {
    lsq_tally tally;
    int64_t *missing;
} lsq_count;

/* Count a dropped row: its cells without a value, or, if it has none, its weight. */
void lsq_count_dropped(lsq_count *count, const lsq_plan *plan, const lsq_decimals *block,
                       int64_t row, int64_t line);

enum {
    LSQ_STRETCH = 64 << 10, /* bytes that an index takes in: they stay in a near cache; more, ... */
    LSQ_MAX_STRETCH = 1 << 19, /* ... up to this, where lines are long */
    LSQ_STRETCH_ROWS = 128     /* fewer are not worth the beginning */
};

typedef struct lsq_plain {
    lsq_simd simd;
    const lsq_plan *plan;
    const lsq_cells *cells;
    lsq_stopwatch *watch;
    lsq_index index; /* of the bytes of the records from `base` on */
    size_t base;
    int64_t next;    /* the first line of the index that has not been passed */
    int64_t stretch; /* bytes that the next index takes in, or half as many more */
} lsq_plain;

/* watch may be NULL. */
void lsq_plain_init(lsq_plain *plain, lsq_simd simd, const lsq_plan *plan, const lsq_cells *cells,
                    lsq_stopwatch *watch);
void lsq_plain_clear(lsq_plain *plain);

/* Other bytes come: forget the index of those that were. */
void lsq_plain_forget(lsq_plain *plain);

/* Convert records from the whole lines in the buffer into block[target].value[*row],
 * .exp10[*row] and onwards, until a record is not plain, the lines are used up, or the block is
 * full.  Moves *row, records->begin and line, and counts.  Without memory for an index no record is
 * plain. */
void lsq_plain_rows(lsq_plain *plain, lsq_records *records, lsq_decimals *block, int64_t *row,
                    lsq_count *count);

#endif
