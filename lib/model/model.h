/* model.h - from a formula and column names to the terms of a regression.
 *
 * A term is a polynomial in the columns with decimal coefficients, term_j = sum_i c_ji mono_i, and
 * a monomial is a product of powers of columns.  The moments are kept of the monomials; terms are
 * exact linear maps of them.  So I(x - 1950) costs no column beyond x, and derivatives of terms
 * (input digits) are further such maps.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_MODEL_MODEL_H
#define LSQ_MODEL_MODEL_H

#include <lsq.h>

#include "../data/cells.h"
#include "../exact/integers.h"

enum {
    LSQ_MAX_DEGREE = 64,  /* of a monomial */
    LSQ_MAX_TERMS = 2000, /* predictors with the intercept: solving in balls costs p^3, 0.25 s
                              at 200 and minutes at 2,000 */
    LSQ_MAX_MONOMIALS = 2 * LSQ_MAX_TERMS,
    LSQ_MAX_FORMULA = 1 << 20 /* bytes */
};

typedef struct lsq_factor {
    int64_t column; /* index into the model's columns */
    int64_t power;  /* >= 1 */
} lsq_factor;

/* The product of its factors, columns ascending; no factors: the constant 1.  Where an earlier
 * monomial of the model times one column gives it, `base` and `times` say so; else base is -1. */
typedef struct lsq_monomial {
    const lsq_factor *factors; /* in the model's slab */
    int64_t count;
    int64_t base;  /* index of the earlier monomial */
    int64_t times; /* the model's column to multiply it with */
} lsq_monomial;

typedef struct lsq_part {
    fmpz_t value; /* coefficient = value * 10^exp10, not 0 */
    int64_t exp10;
    int64_t monomial; /* index into the model's monomials */
} lsq_part;

/* sum of parts, monomials ascending; no parts: the zero polynomial. */
typedef struct lsq_polynomial {
    lsq_part *parts;
    int64_t count;
} lsq_polynomial;

/* The derivative of a term by one of the model's columns, never the zero polynomial. */
typedef struct lsq_derivative {
    int64_t column; /* index into the model's columns */
    lsq_polynomial value;
} lsq_derivative;

typedef struct lsq_term {
    char *name; /* as R writes it: "(Intercept)", "x1", "x1:x2", "I(x^2)", "`my col`" */
    lsq_polynomial value;
    lsq_derivative *by; /* n_by of them, columns ascending; by all other columns it is 0 */
    int64_t n_by;
} lsq_term;

typedef struct lsq_model {
    int64_t n_columns;
    int64_t *columns; /* which columns of the table, distinct; in order of first use */
    char **names;     /* their names, as in the header */

    int64_t n_monomials;
    lsq_monomial *monomials; /* the first is the constant 1, degrees ascending; all that the terms
                                and their derivatives need and no other */
    lsq_factor *factors;     /* the slab */
    int64_t weight;          /* index into columns; -1: no weights */
    int64_t weighted; /* the second half of the monomials, which have no factors: weighted + i is
                         monomial i times the weight; 0: no weights */

    int64_t p, q;
    lsq_term *terms; /* p predictors, the intercept first, then q responses */

    int intercept;
    int response_guessed; /* 1: nobody named it and no column is called y */
    char *formula;        /* canonical: response ~ terms */
} lsq_model;

/* The table that names refer to. */
typedef struct lsq_table {
    const char *const *names; /* of all columns; "" is nameless and known as colN */
    int64_t count;
    const lsq_text_cell *text_cells; /* of all columns; NULL: none holds text */
    const char *source;              /* its name in messages, NULL for none */
} lsq_table;

/* What the user asked for; NULL fields take their default as lsq_fit_options says.  A formula
 * excludes the other two. */
typedef struct lsq_request {
    const char *formula;
    const char *response;
    const char *predictors;
    const char *weights; /* a column that is no predictor unless it is named as one */
} lsq_request;

/* LSQ_EFORMULA with the 1-based column in the formula (or list) and, where a name is unknown, the
 * nearest one.  A text column that "." or the default would take is LSQ_EDATA at its first text,
 * with the columns to take instead.  LSQ_ELIMIT where "." or the default take more than
 * LSQ_MAX_TERMS; what may be multiplied out. */
lsq_status lsq_model_build(lsq_model **model, const lsq_request *request, const lsq_table *table,
                           lsq_error *error);
void lsq_model_free(lsq_model *model);

/* flags[j] = 1 for each column of the model that the list "a,b" names; names are looked up in the
 * table, those the model does not use are ignored. */
lsq_status lsq_model_mark(const lsq_model *model, const lsq_table *table, const char *list,
                          unsigned char *flags, lsq_error *error);

/* Z[i] = monomial i of the columns x[0 .. n_columns), each of the same number of rows.  Z[0] = 1.
 * LSQ_ELIMIT if digits times degree pass LSQ_MAX_BITS. */
lsq_status lsq_model_rows(const lsq_model *model, const lsq_integers *x, int64_t rows,
                          lsq_integers *Z, lsq_error *error);

#endif
