/* descend.h - the pieces of a watched descent: the exact minimum beside it, and its course.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_FIT_DESCEND_H
#define LSQ_FIT_DESCEND_H

#include "../solve/method.h"
#include "../solve/transform.h"
#include "fit.h"
#include "rows.h"

struct lsq_descent {
    lsq_fit *fit;
    lsq_descent_summary about;
    char *note; /* what about.note points to */
    lsq_descent_row *rows;
    int64_t count;
    double *reached, *exact, *digits; /* p-by-q, in the units of the data */
};

/* ---- the exact minimum (descend_optimum.c) ---- */

/* f and its minimum, known to twice the digits of a double: matrices come as high + low. */
typedef struct lsq_optimum {
    int64_t p, q;
    const lsq_transform *t;
    double f;                /* f* */
    double condition;        /* of the descended columns, NAN without full rank or beyond range */
    lsq_matrix B, B_low;     /* p-by-q, the minimiser of least norm in the descended columns */
    lsq_matrix b, b_low;     /* the same in the units of the data */
    lsq_matrix M, M_low;     /* X~'X~ + diag(lambda), columns scaled by powers of two ... */
    double *scale;           /* ... so that M = scale_i scale_j M_ij */
    lsq_matrix work, mapped; /* scratch */
} lsq_optimum;

/* The optimum of the normal equations T, which go over to it (T is zero afterwards), of the columns
 * that t made; deficient: T has not full rank.  t lives as long as the optimum.  Fails as
 * lsq_condition. */
lsq_status lsq_optimum_init(lsq_optimum *o, lsq_normal *T, const lsq_transform *t, int deficient,
                            const lsq_lapack *L, lsq_error *error);
void lsq_optimum_clear(lsq_optimum *o);

/* f(B) - f* of p-by-q coefficients in the descended columns, to about 16 digits as long as the
 * condition number of X~ is below 10^8, and then to fewer; infinite beyond the range of a double.
 */
double lsq_optimum_excess(lsq_optimum *o, const double *B);

/* The same coefficients in the units of the data, rounded once, into reached, and the right digits
 * of each, as in section 6 of lsq.h, into digits, either of which may be NULL; returns the digits
 * of the worst, NAN without any. */
double lsq_optimum_digits(lsq_optimum *o, const double *B, double *reached, double *digits);

/* ---- the course (descend_course.c) ---- */

/* What is seen of a descent: rows at multiples of a stride of 1, 2, 5, 10, ..., which grows with
 * the number of steps, and where it stands. */
typedef struct lsq_track {
    lsq_optimum *optimum;
    int (*trace)(void *context, const lsq_descent_row *row); /* NULL: nobody wants every step */
    void *trace_context;
    int64_t most;  /* rows, first and last included */
    int64_t steps; /* of the last state, -1 before there is one */
    lsq_descent_row *rows;
    int64_t count;
    int64_t stride;
    lsq_matrix B; /* the last state's ... */
    double gradient, t;
    double longest;    /* of the B that were judged, as Frobenius norms */
    lsq_answer theory; /* what was known before the first step; its pointers are of no use */
} lsq_track;

lsq_status lsq_track_init(lsq_track *track, lsq_optimum *optimum, int64_t most, lsq_error *error);
void lsq_track_clear(lsq_track *track);

/* The watch of a solver, whose context is the track; returns what the trace does. */
int lsq_track_watch(void *context, const lsq_descent_state *state);

/* Let the last row be that of the last state. */
void lsq_track_finish(lsq_track *track);

/* Thin rows to at most `most` of them, the first and the last included; returns how many are
 * left. */
int64_t lsq_track_thin(lsq_descent_row *rows, int64_t count, int64_t most);

/* ---- theory and measurement (descend_measure.c) ---- */

/* How large f - f* may be that rounding leaves, whatever the steps, among B no longer than
 * `longest`.  G = [X~ Y]'[X~ Y] + diag(lambda), n rows if they are what the method works on, else
 * 0; L, mu, t and momentum are those of the theory.  NAN where mu is 0. */
double lsq_descent_level(const lsq_optimum *o, lsq_const_view G, int64_t n,
                         const lsq_answer *theory, double longest);

/* *measured = the contraction of sqrt(excess) a step, from the first row to the last one in front
 * of all that rounding, of that level, has a tenth in or that are infinite; returns that one's
 * step.  0 and NAN if there is none. */
int64_t lsq_descent_measure(double *measured, const lsq_descent_row *rows, int64_t count,
                            double level);

/* ---- from the rows to the summary (descend_run.c) ---- */

/* Descend: fit is there, and its rows if the method needs them, whose blocks are used up. */
lsq_status lsq_descend_run(lsq_descent *descent, const lsq_method *method, lsq_rows *rows,
                           const lsq_descend_options *o, lsq_error *error);

#endif
