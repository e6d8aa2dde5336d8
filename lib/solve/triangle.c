/* triangle.c - B, C and RSS from the triangle of a QR factorisation.
 *
 *   [X_K Y] D = Q T,  D = diag(2^-e)     T = [T_xx T_xy; 0 T_yy]
 *   B = D T_xx^-1 T_xy D_y^-1            C = D (T_xx'T_xx)^-1 D       rss_l = 4^e_l |T_yy e_l|^2
 *
 * D is exact, so the answer is that of R itself but for overflow.  The condition number is that of
 * T_xx with columns of length 1, from its largest and smallest singular values by power iteration
 * on T_xx'T_xx and its inverse, which is at hand.  Each begins at the unit vector of the largest
 * diagonal element, where the Rayleigh quotient is at least 1/r of the largest eigenvalue, and it
 * never falls: so the estimate is never above the condition number but for rounding and never below
 * 1/r of it, and within a few per cent after 20 steps unless singular values crowd at the ends.
 * It bounds the error of the vector of scaled coefficients; that of a single one,
 *
 *   |db_i| <= u sqrt(C_ii) sqrt(sum_j |X e_j|^2 b_j^2)    to first order, residuals apart,
 *
 * can be far more of a small b_i, and is told beside it.
 *
 * Cost: r^3 flops.  Error: each column of B is that of X + E with |E e_j| <= c u |X e_j|, that of
 * the QR before and the substitution (Higham, Accuracy and Stability, 2002, th. 8.5 and 20.3).
 *
 * SPDX-License-Identifier: MIT */
#include "triangle.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../base/memory.h"
#include "../base/text.h"

enum { POWER_STEPS = 20 };
static const double U = 0x1p-53;

/* ---- columns of length near 1 ---- */

enum { LEAST_EXPONENT = -1022 }; /* 2^1022 is a double, 2^1074 is none */

static int exponent_of(double length, int more) {
    int exponent;
    frexp(length, &exponent);
    return exponent + more > LEAST_EXPONENT ? exponent + more : LEAST_EXPONENT;
}

void lsq_scale_columns(lsq_view A, int *exponent) {
    for (int64_t j = 0; j < A.columns; j++) {
        lsq_const_view column = lsq_look_block(lsq_view_look(A), 0, j, A.rows, 1);
        int large = exponent_of(lsq_norm_max(column), 0); /* first the largest element, so that */
        lsq_scale_column(A, j, ldexp(1, -large));         /* no norm is beyond the range */
        exponent[j] = exponent_of(lsq_norm_column(column, 0), large);
        lsq_scale_column(A, j, ldexp(1, large - exponent[j]));
    }
}

/* ---- the triangle of some columns ---- */

static lsq_status factor(lsq_reduced *reduced, lsq_view A, lsq_error *error) {
    double *tau;
    lsq_status status = lsq_alloc(&tau, A.columns, sizeof *tau, error);
    if (!status)
        status = lsq_factor_qr(reduced->L, A, tau, error);
    free(tau);
    return status;
}

lsq_status lsq_reduced_init(lsq_reduced *reduced, const lsq_lapack *L, lsq_const_view R, int64_t q,
                            const int64_t *columns, int64_t r, lsq_account *account,
                            lsq_error *error) {
    int64_t p = R.columns - q, k = r + q;
    *reduced = (lsq_reduced){L, p, q, r, columns, {0}, NULL, account};
    if (!lsq_is_finite(R))
        return lsq_fail(error, LSQ_ENUMERIC,
                        "the triangle of X and Y overflows: columns are too long for doubles; "
                        "divide them by a power of 10");
    lsq_matrix A = {0};
    lsq_status status = lsq_alloc(&reduced->exponent, k, sizeof *reduced->exponent, error);
    if (!status)
        status = lsq_matrix_init(&A, R.rows, k, account, error);
    if (!status)
        status = lsq_matrix_init(&reduced->T, k, k, account, error);
    for (int64_t j = 0; !status && j < k; j++) {
        int64_t from = j >= r ? p + j - r : columns ? columns[j] : j;
        status = lsq_copy(lsq_view_block(lsq_matrix_view(&A), 0, j, from + 1, 1),
                          lsq_look_block(R, 0, from, from + 1, 1), error);
    }
    if (!status) {
        lsq_scale_columns(lsq_matrix_view(&A), reduced->exponent);
        status = columns ? factor(reduced, lsq_matrix_view(&A), error) : LSQ_OK;
    }
    if (!status)
        status = lsq_copy(lsq_matrix_view(&reduced->T),
                          lsq_look_block(lsq_matrix_look(&A), 0, 0, k, k), error);
    if (!status)
        lsq_set_upper(lsq_matrix_view(&reduced->T));
    lsq_matrix_clear(&A);
    if (status)
        lsq_reduced_clear(reduced);
    return status;
}

void lsq_reduced_clear(lsq_reduced *reduced) {
    lsq_matrix_clear(&reduced->T);
    free(reduced->exponent);
    reduced->exponent = NULL;
}

lsq_const_view lsq_reduced_xx(const lsq_reduced *reduced) {
    return lsq_look_block(lsq_matrix_look(&reduced->T), 0, 0, reduced->r, reduced->r);
}

lsq_const_view lsq_reduced_xy(const lsq_reduced *reduced) {
    return lsq_look_block(lsq_matrix_look(&reduced->T), 0, reduced->r, reduced->r, reduced->q);
}

/* ---- results ---- */

/* The column of X that column j of T is. */
static int64_t origin(const lsq_reduced *reduced, int64_t j) {
    return reduced->columns ? reduced->columns[j] : j;
}

int lsq_is_tiny(double size, int exponent) {
    return ldexp(size, exponent) < DBL_MIN;
}

lsq_status lsq_refuse_tiny_B(const lsq_result *result, int64_t j, lsq_error *error) {
    return lsq_fail(error, LSQ_ENUMERIC,
                    "the coefficient of %s underflows a double; scale the column, or use the exact "
                    "solver",
                    lsq_column_name(result->names, result->answer.p, j).text);
}

double lsq_square(double length, int exponent) {
    int own;
    double m = frexp(length, &own);
    double square = ldexp(m * m, 2 * (own + exponent));
    return length > 0 ? fmax(square, 0x1p-1074) : square;
}

lsq_status lsq_reduced_set_B(lsq_result *result, const lsq_reduced *reduced, lsq_const_view Z,
                             lsq_error *error) {
    lsq_view B = lsq_matrix_view(&result->B);
    const int *e = reduced->exponent;
    for (int64_t l = 0; l < reduced->q; l++) {
        double most = lsq_norm_max(lsq_look_block(Z, 0, l, reduced->r, 1));
        for (int64_t i = 0; i < reduced->r; i++) {
            int exponent = e[reduced->r + l] - e[i];
            double z = Z.data[i + l * Z.ld];
            if (z != 0 && lsq_is_tiny(most, exponent))
                return lsq_refuse_tiny_B(result, origin(reduced, i), error);
            B.data[origin(reduced, i) + l * B.ld] = ldexp(z, exponent);
        }
    }
    return LSQ_OK;
}

/* How much larger than u the relative error of the worst coefficient is: X + E with |E e_j| = u |X
 * e_j| moves z_i by u sqrt(S_ii) sqrt(sum_j |T e_j|^2 z_j^2) to first order, residuals apart. */
static double worst_growth(const lsq_result *result, const lsq_reduced *reduced, lsq_const_view S) {
    lsq_const_view T = lsq_reduced_xx(reduced), B = lsq_matrix_look(&result->B);
    const int *e = reduced->exponent;
    double worst = 1;
    for (int64_t l = 0; l < reduced->q; l++) {
        double length = 0, largest = 0;
        for (int64_t i = 0; i < reduced->r; i++) {
            double b = B.data[origin(reduced, i) + l * B.ld];
            double z = fabs(ldexp(b, e[i] - e[reduced->r + l]));
            length = hypot(length, z * lsq_norm_column(T, i));
            if (z > 0)
                largest = fmax(largest, sqrt(S.data[i + i * S.ld]) / z);
        }
        worst = fmax(worst, length * largest);
    }
    return worst;
}

lsq_status lsq_reduced_set_C(lsq_result *result, const lsq_reduced *reduced, lsq_const_view S,
                             lsq_error *error) {
    lsq_status status = lsq_result_need_C(result, error);
    if (status)
        return status;
    result->worst = worst_growth(result, reduced, S);
    lsq_view C = lsq_matrix_view(&result->C);
    for (int64_t j = 0; j < reduced->r; j++)
        for (int64_t i = 0; i <= j; i++) {
            int64_t a = origin(reduced, i), b = origin(reduced, j);
            double c = ldexp(S.data[i + j * S.ld], -reduced->exponent[i] - reduced->exponent[j]);
            C.data[a + b * C.ld] = C.data[b + a * C.ld] = c;
        }
    return LSQ_OK;
}

void lsq_reduced_set_rss(lsq_result *result, const lsq_reduced *reduced) {
    int64_t r = reduced->r;
    for (int64_t l = 0; l < reduced->q; l++) {
        lsq_const_view rest = lsq_look_block(lsq_matrix_look(&reduced->T), r, r + l, l + 1, 1);
        double length = lsq_norm_column(rest, 0);
        result->rss[l] = lsq_square(length, reduced->exponent[r + l]);
    }
}

lsq_digits lsq_digits_left(const lsq_result *result, double growth) {
    lsq_digits digits;
    double more = result->worst * result->answer.rcond; /* than in the whole vector */
    int most = (int)fmax(0, rint(-log10(U * growth)));
    int least = (int)fmax(0, rint(-log10(U * growth * more)));
    int used = snprintf(digits.text, sizeof digits.text, "about %d of 16 digits are left", most);
    if (more > 10 && least < most)
        snprintf(digits.text + used, sizeof digits.text - (size_t)used,
                 ", %d in the worst coefficient", least);
    return digits;
}

void lsq_note_condition(lsq_result *result) {
    double cond = 1 / result->answer.rcond;
    lsq_result_note(result, "condition number of the scaled columns %s: %s",
                    lsq_short_number(cond).text, lsq_digits_left(result, cond).text);
}

/* ---- condition ---- */

/* y = D T_xx'T_xx D x, or with S = (T_xx'T_xx)^-1, y = D^-1 S D^-1 x, where D = diag(1 / length).
 */
static lsq_status step(const lsq_reduced *reduced, const double *length, lsq_const_view S,
                       const double *x, double *work, double *y, lsq_error *error) {
    int64_t r = reduced->r;
    for (int64_t i = 0; i < r; i++)
        y[i] = S.data ? x[i] * length[i] : x[i] / length[i];
    lsq_status status;
    if (S.data) {
        status = lsq_multiply_symmetric(reduced->L, 1, S, y, 0, work, error);
    } else {
        lsq_const_view T = lsq_reduced_xx(reduced);
        double *z = work + r;
        status = lsq_multiply_vector(reduced->L, 1, T, LSQ_PLAIN, y, 0, z, error);
        if (!status)
            status = lsq_multiply_vector(reduced->L, 1, T, LSQ_TRANSPOSED, z, 0, work, error);
    }
    for (int64_t i = 0; !status && i < r; i++)
        y[i] = S.data ? work[i] * length[i] : work[i] / length[i];
    return status;
}

/* *lambda = the largest eigenvalue of that matrix from below, beginning at e_start. */
static lsq_status largest(double *lambda, const lsq_reduced *reduced, const double *length,
                          lsq_const_view S, int64_t start, lsq_error *error) {
    int64_t r = reduced->r;
    double *x;
    lsq_status status = lsq_alloc(&x, 4 * r, sizeof *x, error);
    if (status)
        return status;
    double *y = x + r, *work = y + r;
    x[start] = 1;
    *lambda = 0;
    for (int i = 0; !status && i < POWER_STEPS; i++) {
        status = step(reduced, length, S, x, work, y, error);
        double size = lsq_norm_column((lsq_const_view){y, r, 1, r}, 0);
        /* |A x| for |x| = 1 is at most lambda too, for A = A' >= 0 */
        *lambda = isfinite(size) ? fmax(*lambda, size) : INFINITY;
        if (!(size > 0) || !isfinite(size))
            break;
        for (int64_t j = 0; j < r; j++)
            x[j] = y[j] / size;
    }
    free(x);
    return status;
}

/* *rcond of T_xx with columns of length 1, given S = (T_xx'T_xx)^-1. */
static lsq_status estimate_rcond(double *rcond, const lsq_reduced *reduced, lsq_const_view S,
                                 lsq_error *error) {
    int64_t r = reduced->r, start = 0;
    double *length, most = 0, above = 1, below = 1;
    *rcond = 1;
    if (r == 0)
        return LSQ_OK;
    lsq_status status = lsq_alloc(&length, r, sizeof *length, error);
    if (status)
        return status;
    for (int64_t j = 0; j < r; j++) {
        length[j] = lsq_norm_column(lsq_reduced_xx(reduced), j);
        double inflation = S.data[j + j * S.ld] * length[j] * length[j];
        if (inflation > most) {
            most = inflation;
            start = j;
        }
    }
    status = largest(&above, reduced, length, (lsq_const_view){0}, start, error);
    if (!status)
        status = largest(&below, reduced, length, S, start, error);
    *rcond = isfinite(below) ? fmin(1, 1 / sqrt(above * below)) : 0;
    free(length);
    return status;
}

/* ---- answers ---- */

/* The first column of T that the ones before it give within the rounding; the one nearest to that
 * if none is so near. */
static int64_t first_dependent(const lsq_reduced *reduced) {
    lsq_const_view T = lsq_reduced_xx(reduced);
    int64_t nearest = 0;
    double least = INFINITY;
    for (int64_t j = 0; j < reduced->r; j++) {
        double length = lsq_norm_column(T, j);
        double distance = length > 0 ? fabs(T.data[j + j * T.ld]) / length : 0;
        if (distance <= (double)reduced->r * 0x1p-50)
            return j;
        if (distance < least) {
            least = distance;
            nearest = j;
        }
    }
    return nearest;
}

/* The last column of X among those that are nearest to the span of all others, to within a factor
 * of 2: column j of T is at a distance of 1 / sqrt(S_jj).  Without it the next singular value is
 * the smallest, within a factor of r (Foster 1986). */
static int64_t most_dependent(const lsq_reduced *reduced, lsq_const_view S, double rcond) {
    lsq_const_view T = lsq_reduced_xx(reduced);
    int64_t chosen = -1;
    double most = 0;
    if (!(rcond > 0))
        return first_dependent(reduced);
    for (int pass = 0; pass < 2; pass++)
        for (int64_t j = 0; j < reduced->r; j++) {
            double root = sqrt(S.data[j + j * S.ld]) * lsq_norm_column(T, j);
            if (pass == 0)
                most = fmax(most, root);
            else if (root >= most / 2 &&
                     (chosen < 0 || origin(reduced, j) > origin(reduced, chosen)))
                chosen = j;
        }
    return chosen;
}

static lsq_status refuse(const lsq_result *result, const lsq_reduced *reduced, double rcond,
                         double least, lsq_error *error) {
    int64_t j = origin(reduced, first_dependent(reduced));
    return lsq_fail(error, LSQ_ENUMERIC,
                    "%s depends on the columns before it as far as doubles can tell (rcond %s, "
                    "needed %s); pivoted-qr leaves it out, svd gives the solution of minimum norm",
                    lsq_column_name(result->names, result->answer.p, j).text,
                    lsq_short_number(rcond).text, lsq_short_number(least).text);
}

/* S = (T_xx'T_xx)^-1 and its condition.  A T_xx with a zero on its diagonal has rcond 0 and no S,
 * one whose S overflows has rcond 0. */
static lsq_status invert(lsq_matrix *S, double *rcond, const lsq_reduced *reduced,
                         lsq_error *error) {
    lsq_const_view T = lsq_reduced_xx(reduced);
    lsq_status status = lsq_matrix_init(S, reduced->r, reduced->r, reduced->account, error);
    *rcond = 0;
    for (int64_t j = 0; !status && j < reduced->r; j++)
        if (T.data[j + j * T.ld] == 0)
            return LSQ_OK;
    if (!status)
        status = lsq_copy(lsq_matrix_view(S), T, error);
    if (!status)
        status = lsq_invert_gram(reduced->L, lsq_matrix_view(S), error);
    return status ? status : estimate_rcond(rcond, reduced, lsq_matrix_look(S), error);
}

lsq_status lsq_answer_from_reduced(lsq_result *result, const lsq_reduced *reduced, double least,
                                   int64_t *dependent, lsq_error *error) {
    double rcond;
    lsq_matrix S = {0}, Z = {0};
    lsq_status status = invert(&S, &rcond, reduced, error);
    int refused = !status && !(rcond > 0 && rcond >= least);
    result->answer.rcond = rcond;
    if (dependent)
        *dependent = refused ? most_dependent(reduced, lsq_matrix_look(&S), rcond) : -1;
    if (refused && dependent) {
        lsq_matrix_clear(&S);
        return LSQ_OK;
    }
    if (refused)
        status = refuse(result, reduced, rcond, least, error);
    if (!status)
        status = lsq_matrix_init(&Z, reduced->r, reduced->q, reduced->account, error);
    if (!status)
        status = lsq_copy(lsq_matrix_view(&Z), lsq_reduced_xy(reduced), error);
    if (!status)
        status = lsq_solve_triangle(reduced->L, lsq_reduced_xx(reduced), LSQ_PLAIN,
                                    lsq_matrix_view(&Z), error);
    if (!status)
        status = lsq_reduced_set_B(result, reduced, lsq_matrix_look(&Z), error);
    if (!status)
        status = lsq_reduced_set_C(result, reduced, lsq_matrix_look(&S), error);
    if (!status) {
        lsq_reduced_set_rss(result, reduced);
        result->answer.rank = reduced->r;
        lsq_note_condition(result);
    }
    lsq_matrix_clear(&Z);
    lsq_matrix_clear(&S);
    return status;
}

double lsq_least_rcond(int64_t p) {
    return (double)p * 0x1p-50;
}

lsq_status lsq_need_rows(int64_t n, int64_t p, lsq_error *error) {
    if (n >= p)
        return LSQ_OK;
    return lsq_fail(error, LSQ_ENUMERIC,
                    "%lld row%s for %lld columns: more than one solution; svd gives the one of "
                    "minimum norm",
                    (long long)n, n == 1 ? "" : "s", (long long)p);
}

lsq_status lsq_answer_from_triangle(lsq_result *result, const lsq_lapack *L, lsq_const_view R,
                                    int64_t n, const int *exponent, lsq_account *account,
                                    lsq_error *error) {
    int64_t p = result->answer.p, q = result->answer.q;
    lsq_status status = lsq_need_rows(n, p, error);
    if (status)
        return status;
    lsq_reduced reduced;
    status = lsq_reduced_init(&reduced, L, R, q, NULL, p, account, error);
    if (status)
        return status;
    for (int64_t j = 0; exponent && j < p + q; j++)
        reduced.exponent[j] += exponent[j];
    status = lsq_answer_from_reduced(result, &reduced, lsq_least_rcond(p), NULL, error);
    lsq_reduced_clear(&reduced);
    return status;
}
