/* identity.h - one identity of matrix calculus as a row of a table: how to make a case of it, and
 * its two sides.
 *
 * An identity is either a derivative, which is compared with differences of the function's values,
 * or an equation of two matrices computed in two ways.  The rows stand in groups, one file each;
 * none computes its formula from differences.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_CALCULUS_IDENTITY_H
#define LSQ_CALCULUS_IDENTITY_H

#include <lsq.h>

#include "../dense/lapack.h"

enum { LSQ_CASE_MATRICES = 6, LSQ_CASE_NUMBERS = 4 };

/* A case of an identity: the variable and whatever else the formula names. */
typedef struct lsq_case {
    const lsq_lapack *L;
    int64_t m, n, k;                 /* sizes to be used, 1 to 40 each */
    uint64_t state;                  /* of the random numbers */
    lsq_matrix X;                    /* the variable, of any shape */
    lsq_matrix a[LSQ_CASE_MATRICES]; /* constants, random */
    double number[LSQ_CASE_NUMBERS];
    int64_t f_rows, f_columns; /* shape of the function's value, or of the two sides */
    char shapes[128];          /* "x 3, B 3×3, ∇ 3" */
} lsq_case;

typedef enum lsq_identity_kind {
    LSQ_OF_SCALAR,  /* f is 1-by-1; formula() gives the gradient, of X's shape */
    LSQ_OF_MATRIX,  /* formula() gives the Jacobian of vec f by vec X, columns stacked */
    LSQ_OF_EQUATION /* value() and formula() give the two sides, of the same shape */
} lsq_identity_kind;

typedef struct lsq_identity {
    const char *name;
    const char *formula[2]; /* by lsq_layout; equal where layout has no say */
    lsq_identity_kind kind;
    int erratum; /* 1: printed so somewhere, and wrong */
    /* Make the variable and the constants at the sizes of the case, and set the rest of it. */
    lsq_status (*make)(lsq_case *c, lsq_error *error);
    /* f at X, which may be another than c->X: f_rows-by-f_columns. */
    lsq_status (*value)(const lsq_case *c, lsq_const_view X, lsq_view f, lsq_error *error);
    /* What the formula says at c->X; D is of the shape that `kind` asks for. */
    lsq_status (*formula_at)(const lsq_case *c, lsq_view D, lsq_error *error);
} lsq_identity;

/* A group of identities: one file, one table. */
typedef struct lsq_identity_group {
    const char *title; /* "scalars by vectors" */
    const lsq_identity *rows;
    int64_t count;
} lsq_identity_group;

#endif
