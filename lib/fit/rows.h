/* rows.h - the rows of an exact fit, kept as doubles beside it.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_FIT_ROWS_H
#define LSQ_FIT_ROWS_H

#include "fit.h"

/* The rows of X and Y as doubles, k = p + q columns and with weights one more, in blocks as they
 * came.  Zeroed it is empty. */
typedef struct lsq_rows {
    lsq_matrix *blocks;
    int64_t count, capacity, n;
} lsq_rows;

void lsq_rows_clear(lsq_rows *kept);

/* Where rows come from: files, or, if paths is NULL, matrices; and what they are fitted for. */
typedef struct lsq_origin {
    const char *const *paths;
    int64_t files;
    lsq_doubles X, Y;
    const char *weights;   /* a column of the files; NULL: none */
    int coefficients_only; /* as in lsq_fit */
} lsq_origin;

/* LSQ_EUSAGE unless there is a path. */
lsq_status lsq_origin_check(const lsq_origin *from, lsq_error *error);

/* *fit = the exact fit of all rows, which *kept, empty before, gets as well, if it is not NULL;
 * *seconds = what the exact side then took, from the integers of the columns to the results.
 * Options are those of lsq_fit_take_options, the solver being exact.  On failure *fit is NULL;
 * *kept is to be cleared either way. */
lsq_status lsq_rows_fit(lsq_fit **fit, lsq_rows *kept, double *seconds, const lsq_origin *from,
                        const lsq_fit_options *o, lsq_error *error);

#endif
