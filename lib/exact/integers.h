/* integers.h - a column of a block: m integers under one scale.
 *
 *   value_i = z_i * 10^exp10 * 2^exp2
 *
 * Text gives powers of ten, doubles give powers of two, products of columns multiply both.
 * Everything is exact.  An fmpz below 2^62 sits in its own word, so a column of at most
 * LSQ_WORD_BITS bits is an array of int64_t.
 *
 * Where z_i takes a little more than a word, it stands as a pair of words, and a column of doubles
 * keeps them instead of z_i = x_i 2^-exp2: slices are cut from either (slices.h), and whoever needs
 * the integer asks for it.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_EXACT_INTEGERS_H
#define LSQ_EXACT_INTEGERS_H

#include <lsq.h>

#include "../base/simd.h"
#include "flint.h"

enum {
    LSQ_BLOCK_ROWS = 2048,                /* rows of a block */
    LSQ_BLOCK_ROOM = LSQ_BLOCK_ROWS + 64, /* of decimals: whole vectors may be written */
    LSQ_MAX_BITS = 1 << 16,               /* of an entry of Z: formula degree times digits */
    LSQ_WORD_BITS = 62,                   /* of an fmpz that is its own word */
    LSQ_LOW_BITS = 32,                    /* of the lower word of a pair */
    LSQ_PAIR_BITS = LSQ_WORD_BITS + LSQ_LOW_BITS,
    LSQ_DOUBLE_BITS = 960 /* of a column that is kept as doubles */
};

#define LSQ_NO_UNIT INT64_MAX

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

/* Columns are written by the functions below.  {0} is a column of no rows that takes room when it
 * needs some; a view needs none, and lasts as long as what it looks at stays as it is. */
typedef struct lsq_integers {
    /* Of rows elements, in the room or a view; one of them is given, the others are NULL. */
    const fmpz *z;
    const double *x; /* z_i = x_i 2^-exp2, exp2 >= -1022 */
    const int64_t *high,
        *low; /* z_i = high_i 2^LSQ_LOW_BITS + low_i, 0 <= low_i < 2^LSQ_LOW_BITS */

    int64_t rows;
    int64_t exp10, exp2;
    int64_t bits;             /* the longest |z_i|, 0 if all are zero */
    int64_t finest, coarsest; /* from decimals: the exponents printed lie between, zeros too;
                               * INT64_MAX and INT64_MIN without rows */
    int64_t printed;          /* ... and the bits of the longest integer printed */

    fmpz *room; /* LSQ_BLOCK_ROWS or NULL; numbers of many words only where z is the room */
    void *more; /* LSQ_BLOCK_ROWS words of 64 bits or NULL, for x or low */
} lsq_integers;

/* a = no rows, with room for z. */
lsq_status lsq_integers_init(lsq_integers *a, lsq_error *error);
void lsq_integers_clear(lsq_integers *a);

/* *columns = count of them without room, for the columns of a block; freeing NULL is fine. */
lsq_status lsq_integers_new(lsq_integers **columns, int64_t count, lsq_error *error);
void lsq_integers_free(lsq_integers *columns, int64_t count);

/* a = b, as a view of what b holds; a is not b. */
void lsq_integers_view(lsq_integers *a, const lsq_integers *b);

/* a = the constant 1, m times.  LSQ_ENOMEM; a is then as before. */
lsq_status lsq_integers_one(lsq_integers *a, int64_t rows, lsq_error *error);

/* a = the decimals under one scale: exp10 = the least exp10_i of a cell that is not 0, or 0 if
 * there is none; or, where that costs neither a slice nor a second word, the finer `unit`, so that
 * the blocks of a column have one scale (LSQ_NO_UNIT: never).  Decimals that stand under one scale
 * already are viewed.  LSQ_ELIMIT if an entry gets more than LSQ_MAX_BITS, LSQ_ENOMEM; a is then
 * unspecified but valid. */
lsq_status lsq_integers_from_decimals(lsq_simd simd, lsq_integers *a, const lsq_decimals *d,
                                      int64_t unit, lsq_error *error);

/* a = x[0], x[stride], ... exactly, exp10 = 0 and exp2 the greatest possible, or 0 for zeros.  All
 * must be finite.  A view of x where stride is 1.  A column of doubles (a->x) may afterwards be
 * given a lower exp2, down to -1022, its bits growing by the difference.  LSQ_ENOMEM; a is then
 * unspecified but valid. */
lsq_status lsq_integers_from_doubles(lsq_simd simd, lsq_integers *a, const double *x,
                                     int64_t stride, int64_t rows, lsq_error *error);

/* z = z_i, of doubles too. */
void lsq_integers_get(fmpz_t z, const lsq_integers *a, int64_t i);

/* a = b c, element by element; a may be b or c.  LSQ_ELIMIT beyond LSQ_MAX_BITS, LSQ_ENOMEM; a is
 * then as before. */
lsq_status lsq_integers_mul(lsq_integers *a, const lsq_integers *b, const lsq_integers *c,
                            lsq_error *error);

/* x[i] = the double nearest to value i, ties to even: subnormal, 0 or +-HUGE_VAL where the value is
 * beyond the range of normal doubles. */
void lsq_integers_to_doubles(double *x, const lsq_integers *a);

/* 1 if every value is 0 or 1. */
int lsq_integers_are_binary(const lsq_integers *a);

#endif
