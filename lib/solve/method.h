/* method.h - what a classical method is: what it keeps of the rows, and how it answers from that.
 *
 * A method is one file with one function and one row in the table of methods.c.  It sees the rows
 * only through `lsq_kept`, so that it cannot care how they came.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_METHOD_H
#define LSQ_SOLVE_METHOD_H

#include <lsq.h>

#include "../base/error.h"
#include "../dense/lapack.h"
#include "../dense/matrix.h"

/* What is kept of A = [X Y], k = p + q columns. */
typedef enum lsq_keep {
    LSQ_KEEP_PRODUCTS, /* G = A'A, k-by-k */
    LSQ_KEEP_TRIANGLE, /* R of A = QR, k-by-k */
    LSQ_KEEP_ROWS      /* A, in chunks */
} lsq_keep;

typedef struct lsq_kept {
    const lsq_lapack *L;
    lsq_keep keep;
    int64_t n, p, q;
    lsq_matrix square;  /* G or R, upper triangle; empty for rows */
    lsq_matrix *chunks; /* of rows, each with k columns */
    int64_t n_chunks, chunks_capacity;
    lsq_account account;                /* of everything here and of the method's own matrices */
    lsq_matrix fold, fold_T, fold_work; /* scratch of the triangle */
    lsq_matrix mark;                    /* the square, n and n_chunks as they were at the mark */
    int64_t mark_n, mark_chunks;
    int given;                /* 1: the products were given, each rounded once ... */
    int penalised;            /* ... and X'X with penalties on its diagonal */
    const char *const *names; /* of the columns of X and Y, the caller's; NULL: they have none */
} lsq_kept;

/* A kept thing does not move: its matrices count in its account. */
lsq_status lsq_kept_init(lsq_kept *kept, const lsq_lapack *L, lsq_keep keep, int64_t p, int64_t q,
                         lsq_error *error);
void lsq_kept_clear(lsq_kept *kept);
void lsq_kept_reset(lsq_kept *kept); /* no rows */

/* Remember this state, and go back to it when an addition made of several has failed. */
void lsq_kept_mark(lsq_kept *kept);
void lsq_kept_back(lsq_kept *kept);

/* Add the rows of the block: columns 0 .. p are X, p .. p + q are Y.  The block is overwritten and
 * may be any part of a larger matrix.  On failure the state is that of the last mark once the
 * caller has gone back to it.  The caller has seen to it that all is finite; what overflows in the
 * products is found by the method. */
lsq_status lsq_kept_add(lsq_kept *kept, lsq_view block, lsq_error *error);

/* The same for products from X and Y where they are, without a copy. */
lsq_status lsq_kept_add_apart(lsq_kept *kept, lsq_const_view X, lsq_const_view Y, lsq_error *error);

/* A new chunk of `rows` zero rows, to be filled by the caller; it counts as added. */
lsq_status lsq_kept_new_chunk(lsq_kept *kept, int64_t rows, lsq_view *chunk, lsq_error *error);

/* How many rows a block should have to stay in a core's cache with what is done to it. */
int64_t lsq_kept_block_rows(const lsq_kept *kept);

/* Columns of a panel of lsq_fold_rows, k at most. */
int64_t lsq_kept_panel(const lsq_kept *kept);

/* Where the diagonal of G, to which A'A was added, is 0 though the column of A is not, put the
 * least double: 0 is then that of zeros alone, and the others show in lsq_check_squares. */
void lsq_mark_squares(lsq_view G, lsq_const_view A);

/* LSQ_ENUMERIC where a sum of squares on the diagonal of G = [X Y]'[X Y], upper triangle, marked as
 * above, lost what it is made of to underflow. */
lsq_status lsq_check_squares(lsq_const_view G, const lsq_kept *kept, lsq_error *error);

/* The answer under construction: lsq_answer points into these. */
typedef struct lsq_result {
    lsq_answer answer;
    lsq_matrix B, C, relations;
    double *rss;
    unsigned char *aliased;
    const char *const *names; /* of the columns, or NULL */
    double worst; /* relative error of the worst coefficient over u, estimated beside C; else 1 */
    char note[512];
} lsq_result;

/* Zeros of the right shapes, rank p, steps -1; C stays empty until lsq_result_need_C. */
lsq_status lsq_result_init(lsq_result *result, lsq_kept *kept, lsq_error *error);
lsq_status lsq_result_need_C(lsq_result *result, lsq_error *error);
void lsq_result_clear(lsq_result *result);
void lsq_result_note(lsq_result *result, const char *format, ...) LSQ_PRINTF(2, 3);

/* What a message calls column j of [X Y]: its name, escaped, or "column 3 of X", "column 0 of Y",
 * counted from 0. */
typedef struct lsq_column {
    char text[256];
} lsq_column;
lsq_column lsq_column_name(const char *const *names, int64_t p, int64_t j);

typedef struct lsq_method {
    const char *name, *summary;
    const char *takes; /* the options that it has a use for, each between spaces */
    lsq_keep keep;     /* unless on_rows is taken and set */
    /* Fill *result, which was initialised, from what was kept, which stays as it is (its account
     * excepted).  n >= 1.  Whatever is not finite at the end becomes LSQ_ENUMERIC by the caller.
     * NULL for a descent. */
    lsq_status (*solve)(lsq_result *result, lsq_kept *kept, const lsq_solver_options *options,
                        lsq_error *error);
    const struct lsq_stepper *stepper; /* how it descends; NULL: it does not */
} lsq_method;

/* 1 if the method has a use for that option. */
int lsq_takes(const lsq_method *method, const char *option);

/* The method of that name; NULL after LSQ_EUSAGE with the nearest name.  lsq_method_at: NULL out of
 * range. */
const lsq_method *lsq_method_find(const char *name, lsq_error *error);
const lsq_method *lsq_method_at(int64_t i);

extern const lsq_method lsq_method_cholesky, lsq_method_qr, lsq_method_pivoted_qr, lsq_method_svd,
    lsq_method_tsqr, lsq_method_gd, lsq_method_line, lsq_method_heavy_ball, lsq_method_nesterov,
    lsq_method_bb, lsq_method_cg, lsq_method_sgd;

/* sqrt(f - f*) of a descent is after that many steps at most this times the first, as
 * lsq_answer.bound says of the last step; NAN where unknown.  The answer may be one under way. */
double lsq_method_bound(const lsq_method *method, const lsq_answer *answer, int64_t steps);

/* Let messages call the columns of X and Y by these p + q names, which outlive the solver. */
void lsq_solver_name_columns(lsq_solver *solver, const char *const *names);

/* What it keeps of the rows. */
lsq_keep lsq_solver_keeps(const lsq_solver *solver);

/* *o = options, which may be NULL, brought to this library's size. */
lsq_status lsq_options_read(lsq_solver_options *o, const lsq_solver_options *options,
                            lsq_error *error);

/* LSQ_EUSAGE for what is out of range or of no use for the method, of p columns. */
lsq_status lsq_options_check(const lsq_solver_options *o, const lsq_method *method, int64_t p,
                             lsq_error *error);

/* *taken = those of the options, which may be NULL, that the method has a use for: the others would
 * be refused. */
lsq_status lsq_method_take_options(lsq_solver_options *taken, const lsq_method *method,
                                   const lsq_solver_options *options, lsq_error *error);

/* Let the solver, whose method keeps products, have G = [X Y]'[X Y] of n >= 1 rows, upper triangle,
 * instead of any rows: each element rounded once from the exact one, so that the rounding of sums
 * over rows has no part in what is said of it.  An element of the diagonal that underflows must not
 * be 0.  Penalised: X'X has penalties on its diagonal, for which no column is to blame.  Rows may
 * be added again only after a reset. */
lsq_status lsq_solver_give_products(lsq_solver *solver, int64_t n, lsq_const_view G, int penalised,
                                    lsq_error *error);

/* Add a block [X Y] of m-by-(p + q) to a solver without another copy: overwritten, all finite. */
lsq_status lsq_solver_add_block(lsq_solver *solver, lsq_view block, lsq_error *error);

#endif
