/* integers.h - a column of a block: m integers under one scale.
 *
 *   value_i = z_i * 10^exp10 * 2^exp2
 *
 * Text gives powers of ten, doubles give powers of two, products of columns multiply both.
 * Everything is exact; an fmpz below 2^62 sits in its own word, so six-digit data cost no more than
 * an array of int64_t.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_EXACT_INTEGERS_H
#define LSQ_EXACT_INTEGERS_H

#include <lsq.h>

#include "flint.h"

enum {
    LSQ_BLOCK_ROWS =
        2048, /* rows of a block: with slices of 22 bits dot products stay below 2^53 */
    LSQ_BLOCK_ROOM = LSQ_BLOCK_ROWS + 64, /* of decimals: whole vectors may be written */
    LSQ_MAX_BITS = 1 << 16                /* of an entry of Z: formula degree times digits */
};

/* m decimals as they were printed: cell i = value[i] * 10^exp10[i]. */
typedef struct lsq_decimals {
    fmpz *value;    /* LSQ_BLOCK_ROOM of them, words behind LSQ_BLOCK_ROWS */
    int32_t *exp10; /* LSQ_BLOCK_ROOM of them */
    int64_t rows;
    int wide; /* 0: all LSQ_BLOCK_ROWS values are words, not numbers of many */
} lsq_decimals;

lsq_status lsq_decimals_init(lsq_decimals *d, lsq_error *error);
void lsq_decimals_clear(lsq_decimals *d);

/* Let all values be words; those that are not become 0. */
void lsq_decimals_narrow(lsq_decimals *d);

typedef struct lsq_integers {
    fmpz *z; /* LSQ_BLOCK_ROWS of them */
    int64_t rows;
    int64_t exp10, exp2;
    int64_t bits; /* the longest |z_i|, 0 if all are zero */
    int64_t
        finest; /* from decimals: the least exponent printed, zeros too; INT64_MAX without rows */
} lsq_integers;

lsq_status lsq_integers_init(lsq_integers *a, lsq_error *error);
void lsq_integers_clear(lsq_integers *a);

/* *columns = count of them, for the columns of a block; freeing NULL is fine. */
lsq_status lsq_integers_new(lsq_integers **columns, int64_t count, lsq_error *error);
void lsq_integers_free(lsq_integers *columns, int64_t count);

/* a = b */
void lsq_integers_copy(lsq_integers *a, const lsq_integers *b);

/* a = the constant 1, m times. */
void lsq_integers_one(lsq_integers *a, int64_t rows);

/* a = the decimals under their finest scale: exp10 = the least exp10_i of a cell that is not 0, or
 * 0 if there is none.  LSQ_ELIMIT if an entry gets more than LSQ_MAX_BITS; a is then unspecified
 * but valid. */
lsq_status lsq_integers_from_decimals(lsq_integers *a, const lsq_decimals *d, lsq_error *error);

/* a = x[0], x[stride], ... exactly, exp10 = 0.  All must be finite. */
void lsq_integers_from_doubles(lsq_integers *a, const double *x, int64_t stride, int64_t rows);

/* a = b c, element by element; a may be b or c.  LSQ_ELIMIT beyond LSQ_MAX_BITS, a is then as
 * before. */
lsq_status lsq_integers_mul(lsq_integers *a, const lsq_integers *b, const lsq_integers *c,
                            lsq_error *error);

/* x[i] = the double nearest to value i, ties to even: subnormal, 0 or +-HUGE_VAL where the value is
 * beyond the range of normal doubles. */
void lsq_integers_to_doubles(double *x, const lsq_integers *a);

/* 1 if every value is 0 or 1. */
int lsq_integers_are_binary(const lsq_integers *a);

#endif
