/* plain.h - the fast road for records without surprises.
 *
 * It reads a subset of what split.h, cells.h and number.h read, to the same result; at anything
 * else it stops in front of the record, which then takes the strict road.  It has no errors of
 * its own.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_PLAIN_H
#define LSQ_DATA_PLAIN_H

#include <lsq.h>

#include "../exact/integers.h"
#include "cells.h"
#include "csv.h"
#include "records.h"

/* A chosen column: which, how many fields are to be skipped in front of it, and where its
 * decimals go. */
typedef struct lsq_chosen {
    int64_t column, skip, target;
} lsq_chosen;

/* The chosen columns of a table in the order of the fields. */
typedef struct lsq_plan {
    int64_t columns; /* of the table */
    lsq_chosen *chosen;
    int64_t count;
    int missing_is_error; /* 1: a row without a value is for the strict road to refuse */
} lsq_plan;

/* While a row is read, the exp10 of a cell without a value. */
enum { LSQ_NO_VALUE = INT32_MIN };

/* What became of rows: tally, and [target] in how many dropped rows a column had no value. */
typedef struct lsq_count {
    lsq_tally tally;
    int64_t *missing;
} lsq_count;

/* Count a dropped row and its cells without a value; `column` is the first of them. */
void lsq_count_missing(lsq_count *count, const lsq_plan *plan, const lsq_decimals *block,
                       int64_t row, int64_t line, int64_t column);

/* Convert records from the whole lines in the buffer into block[target].value[*row],
 * .exp10[*row] and onwards, until a record is not plain, the lines are used up, or the block is
 * full; none where the delimiter is the decimal mark.  Moves *row, records->begin and line, and
 * counts. */
void lsq_plain_rows(lsq_records *records, const lsq_plan *plan, const lsq_cells *cells,
                    lsq_decimals *block, int64_t *row, lsq_count *count);

/* An exact decimal in 64 bits: (negative ? -digits : digits) * 10^exp10. */
typedef struct lsq_small {
    uint64_t digits;
    int32_t exp10;
    int negative;
} lsq_small;

/* Read [-]digits[mark digits][e exponent] at p, at most 18 digits and two of the exponent;
 * return where it ends, NULL if there is no such number.  LSQ_SLACK bytes behind it must be
 * readable.  What follows the end is for the caller to judge. */
const char *lsq_plain_number(const char *p, char mark, lsq_small *number);

#endif
