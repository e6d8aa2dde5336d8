/* expand.h - terms as polynomials in the columns of the model.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_MODEL_EXPAND_H
#define LSQ_MODEL_EXPAND_H

#include <lsq.h>

#include "polynomial.h"
#include "terms.h"

typedef struct lsq_expansion {
    const lsq_terms *terms;
    lsq_ring ring;
    int64_t *model_column; /* of each column of the table, -1 while it is not used */
    int64_t *table_column; /* of each of the n_columns of the model, in order of first use */
    int64_t n_columns, capacity;
    lsq_polynomial *values; /* of each variable, once it is needed */
    unsigned char *known;   /* 1 where it has been */
} lsq_expansion;

lsq_status lsq_expansion_init(lsq_expansion *e, const lsq_terms *terms, lsq_error *error);
void lsq_expansion_clear(lsq_expansion *e);

/* *index = the column of the model that this column of the table is, a new one if need be. */
lsq_status lsq_expand_column(lsq_expansion *e, int64_t column, int64_t *index, lsq_error *error);

/* *term = the product of `count` variables and its derivatives, without a name; *term must be
 * zeroed and may hold a part of them on failure.  LSQ_EFORMULA or LSQ_ELIMIT, with position where
 * there is a formula, beyond the limits of polynomial.h. */
lsq_status lsq_expand_term(lsq_expansion *e, lsq_term *term, const int64_t *variables,
                           int64_t count, lsq_error *error);

#endif
