/* identity.h - one identity of matrix calculus as a row of a table: how to make a case of it, and
 * its two sides.
 *
 * An identity is either a derivative, which is compared with differences of the function's values,
 * or an equation of two matrices computed in two ways.  The functions that give derivatives stand
 * in a file of their own (scalars.c), what they are checked against beside it
 * (identity_scalars.c): a function by its definition, value_..., and what the formula says of it,
 * formula_..., which takes nothing from the former.
 *
 * Names of the functions:
 *   lsq_gradient_...      of a scalar, of the shape of what one differentiates by: denominator
 *                         layout
 *   lsq_jacobian_...      of a vector, m-by-n for m values and n variables, matrices being stacked
 *                         column by column: numerator layout
 *   lsq_tangent_...       of a curve, m-by-1, a Jacobian by one number
 *   lsq_differential_...  how much a function changes to first order when its variables do by
 *                         given amounts, of the function's own shape: no layout
 * Vectors are columns, n-by-1 views; the result is the last argument before the error and overlaps
 * no other.  Shapes that do not fit are LSQ_EUSAGE with both shapes in the message.
 *
 * Sources: Dwyer, Some applications of matrix derivatives in multivariate analysis (1967); Magnus
 * and Neudecker, Matrix Differential Calculus (1988); Petersen and Pedersen, The Matrix Cookbook.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_CALCULUS_IDENTITY_H
#define LSQ_CALCULUS_IDENTITY_H

#include <lsq.h>

#include "../dense/lapack.h"

enum { LSQ_CASE_CONSTANTS = 6 };

/* A case of an identity: the variable and whatever else the formula names. */
typedef struct lsq_case {
    const lsq_lapack *L;
    int64_t sizes[3];                 /* m, n, k: 1 to 40 each */
    lsq_matrix X;                     /* the variable, of any shape */
    lsq_matrix a[LSQ_CASE_CONSTANTS]; /* constants */
    int64_t constants;
    int64_t f_rows, f_columns; /* shape of the function's value, or of the two sides */
    uint64_t state;            /* of the random numbers */
    char shapes[128];          /* "x 3, B 3×3" */
} lsq_case;

typedef enum lsq_identity_kind {
    LSQ_OF_SCALAR,  /* formula_at gives the gradient, of X's shape */
    LSQ_OF_VECTOR,  /* formula_at gives the Jacobian of vec f by vec X, columns stacked */
    LSQ_OF_EQUATION /* value and formula_at give the two sides, of the same shape */
} lsq_identity_kind;

/* Shapes are written in the letters m, n, k of the sizes, in capitals where the identity needs at
 * least 2 to be more than one of numbers, and digits: "n" is a column, "mn" a matrix, "42" one of
 * 4-by-2.  Zero fields mean: none. */
typedef struct lsq_identity {
    const char *name;       /* "quadratic form" */
    const char *formula[2]; /* by lsq_layout; the second NULL where layout has no say */
    const char *given;      /* names and shapes of the variable, then the constants: "x n, B nn" */
    const char *f;          /* shape of the function's value, or of both sides */
    lsq_identity_kind kind;
    int erratum[2]; /* by lsq_layout, 1: printed so somewhere, and wrong */
    /* Shape of what formula_at gives where it is not the one that `kind` asks for: it is then
     * compared as it stands, in either layout, and of another shape than the derivative is wrong
     * by infinity. */
    const char *printed;
    /* What sets the case apart from one with all elements random, between 1/4 and 1 in size. */
    lsq_status (*prepare)(lsq_case *c, lsq_error *error);
    /* f = the function at X, which is moved away from c->X: f_rows-by-f_columns. */
    lsq_status (*value)(const lsq_case *c, lsq_const_view X, lsq_view f, lsq_error *error);
    /* D = what the formula says at c->X. */
    lsq_status (*formula_at)(const lsq_case *c, lsq_view D, lsq_error *error);
} lsq_identity;

/* A group of identities: one file, one table. */
typedef struct lsq_identity_group {
    const char *title; /* "scalars by vectors" */
    const lsq_identity *rows;
    int64_t count;
} lsq_identity_group;

/* ---- for rows: what the case holds ---- */

static inline lsq_const_view lsq_variable(const lsq_case *c) {
    return lsq_matrix_look(&c->X);
}

static inline lsq_const_view lsq_given(const lsq_case *c, int i) {
    return lsq_matrix_look(&c->a[i]);
}

static inline double lsq_given_number(const lsq_case *c, int i) {
    return c->a[i].data[0];
}

static inline double lsq_at(lsq_const_view A, int64_t i, int64_t j) {
    return A.data[i + j * A.ld];
}

/* For `prepare`: bring a square A to I + R / (2 n), |R_ij| < 1, whose condition number is below 3
 * and whose determinant is near 1 at any size. */
void lsq_make_well_conditioned(lsq_matrix *A);

/* A `prepare` that does so to the variable. */
lsq_status lsq_prepare_invertible(lsq_case *c, lsq_error *error);

/* ---- for who runs them ---- */

/* A random case of the row at these sizes; LSQ_ENOMEM. */
lsq_status lsq_case_init(lsq_case *c, const lsq_identity *row, const lsq_lapack *L,
                         const int64_t sizes[3], uint64_t *state, lsq_error *error);
void lsq_case_clear(lsq_case *c);

/* The two sides of the case, in the layout asked for.  What it should be: the other side of an
 * equation, or central differences in two steps h and h/2, freed of their h^2 (Richardson 1911);
 * they cost four evaluations of f for each variable.  And what the formula says, of its own shape.
 */
lsq_status lsq_identity_truth(lsq_matrix *truth, const lsq_identity *row, const lsq_case *c,
                              lsq_layout layout, lsq_error *error);
lsq_status lsq_identity_claim(lsq_matrix *claim, const lsq_identity *row, const lsq_case *c,
                              lsq_layout layout, lsq_error *error);

/* The largest |truth - claim| relative to the largest |truth| or |claim|; infinite where the shapes
 * differ or an element is not finite. */
double lsq_identity_error(lsq_const_view truth, lsq_const_view claim);
lsq_verdict lsq_identity_verdict(double error);

#endif
