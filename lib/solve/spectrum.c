/* spectrum.c - the eigenvalues of M = X'X and what they foretell of descent.
 *
 *   M = V diag(lambda) V',  h = 2 lambda,  w_i = |v_i'G| with the first gradient G
 *
 * A fixed step t turns the component w_i into (1 - t h_i) w_i, so that the number of steps follows
 * from the sum of w_i^2 (1 - t h_i)^2N alone; it is found by doubling and bisection, O(p) each,
 * with log1p, since 1 - t h_i rounds to 1 just where it matters.  For exact line search f - f*
 * falls by at least ((k^2 - 1) / (k^2 + 1))^2 a step, k^2 = L / mu (Kantorovich 1948), and |g|^2 <=
 * 2 L (f - f*) turns that into a bound for the gradient.
 *
 * The computed eigenvalues are those of M + E with |E| about p u |M| (Golub and Van Loan 2013,
 * section 8.3): small ones have an error of that size, and so has what is foretold from them.
 *
 * SPDX-License-Identifier: MIT */
#include "spectrum.h"

#include <float.h>
#include <math.h>

/* weight_i = 2 |v_i'c| over all responses, 0 where lambda_i counts as 0: X'Y lies in the row space,
 * what is seen outside it is rounding. */
static lsq_status find_weights(lsq_spectrum *S, lsq_quadratic *F, lsq_error *error) {
    int64_t p = S->p;
    lsq_matrix W = {0};
    lsq_status status = lsq_matrix_init(&W, F->q, p, S->V.account, error);
    if (status == LSQ_OK)
        status = lsq_multiply(F->kept->L, 2.0, lsq_matrix_look(&F->c), LSQ_TRANSPOSED,
                              lsq_matrix_look(&S->V), LSQ_PLAIN, 0.0, lsq_matrix_view(&W), error);
    for (int64_t i = p - S->rank; i < p && status == LSQ_OK; i++)
        S->weight.data[i] = lsq_norm_column(lsq_matrix_look(&W), i);
    lsq_matrix_clear(&W);
    return status;
}

/* What counts as 0 beside the largest eigenvalue. */
static double zero_level(const lsq_quadratic *F, double largest) {
    int64_t n = F->kept->n, p = F->p;
    return (double)(n > p ? n : p) * DBL_EPSILON * largest;
}

lsq_status lsq_spectrum_init(lsq_spectrum *S, lsq_quadratic *F, lsq_error *error) {
    int64_t p = F->p;
    lsq_account *account = F->M.account;
    *S = (lsq_spectrum){.p = p};
    lsq_status status = lsq_matrix_init(&S->V, p, p, account, error);
    if (status == LSQ_OK)
        status = lsq_matrix_init(&S->lambda, p, 1, account, error);
    if (status == LSQ_OK)
        status = lsq_matrix_init(&S->weight, p, 1, account, error);
    if (status == LSQ_OK)
        status = lsq_copy(lsq_matrix_view(&S->V), lsq_matrix_look(&F->M), error);
    double *lambda = S->lambda.data;
    if (status == LSQ_OK)
        status = lsq_factor_eigen(F->kept->L, lsq_matrix_view(&S->V), lambda, error);
    if (status != LSQ_OK || p == 0)
        return status;
    double zero = zero_level(F, lambda[p - 1]);
    for (int64_t i = 0; i < p; i++) {
        if (lambda[i] > zero)
            S->rank++;
        else
            lambda[i] = 0.0;
    }
    S->L = 2.0 * lambda[p - 1];
    S->mu = S->rank > 0 ? 2.0 * lambda[p - S->rank] : 0.0;
    if (!isfinite(S->L))
        return lsq_fail(error, LSQ_ENUMERIC,
                        "the largest eigenvalue of X'X is beyond the range of a double (1.8e308): "
                        "scale the columns, or use a method by QR");
    return find_weights(S, F, error);
}

void lsq_spectrum_clear(lsq_spectrum *S) {
    lsq_matrix_clear(&S->weight);
    lsq_matrix_clear(&S->lambda);
    lsq_matrix_clear(&S->V);
}

/* log |1 - x| for x >= 0. */
static double log_factor(double x) {
    return x < 1.0 ? log1p(-x) : log(x - 1.0);
}

/* |(I - 2tM)^N G|_F / |G|_F */
static double ratio_after(const lsq_spectrum *S, double t, double N) {
    double size = lsq_length(S->weight.data, S->p), sum = 0.0;
    for (int64_t i = 0; i < S->p; i++) {
        double w = S->weight.data[i] / size;
        if (w > 0.0 && N > 0.0)
            w *= exp(N * log_factor(2.0 * t * S->lambda.data[i]));
        sum += w * w;
    }
    return sqrt(sum);
}

double lsq_spectrum_fixed_steps(const lsq_spectrum *S, double t, double tolerance) {
    if (tolerance >= 1.0 || !(lsq_length(S->weight.data, S->p) > 0.0))
        return 0.0;
    for (int64_t i = 0; i < S->p; i++) /* 0 < t h_i < 2, or this component stays */
        if (S->weight.data[i] > 0.0 && !(t * S->lambda.data[i] < 1.0))
            return INFINITY;
    double low = 0.0, high = 1.0; /* not yet after low, at last after high */
    while (isfinite(high) && ratio_after(S, t, high) > tolerance) {
        low = high;
        high *= 2.0;
    }
    for (;;) {
        double middle = floor(low + (high - low) / 2.0);
        if (!(low < middle && middle < high))
            return high;
        if (ratio_after(S, t, middle) > tolerance)
            low = middle;
        else
            high = middle;
    }
}

/* From |g_N|^2 <= 2L (f_N - f*) <= 2L rho^2N (f_0 - f*), rho = 1 - 2 / (L/mu + 1), and f_0 - f* =
 * sum of w_i^2 / (4 lambda_i). */
double lsq_spectrum_line_steps(const lsq_spectrum *S, double tolerance) {
    double size = lsq_length(S->weight.data, S->p), excess = 0.0; /* 2L (f_0 - f*) / |G|^2 */
    if (tolerance >= 1.0 || !(size > 0.0))
        return 0.0;
    for (int64_t i = 0; i < S->p; i++) {
        double w = S->weight.data[i] / size;
        if (w > 0.0)
            excess += w * w * (S->L / (2.0 * S->lambda.data[i]));
    }
    double log_rho = log1p(-2.0 / (S->L / S->mu + 1.0)); /* -infinity for L = mu */
    double steps = ceil((log(tolerance) - 0.5 * log(excess)) / log_rho);
    return steps > 1.0 ? steps : 1.0;
}

lsq_status lsq_spectrum_inverse(const lsq_spectrum *S, const lsq_lapack *L, lsq_view W, lsq_view C,
                                lsq_error *error) {
    lsq_status status = lsq_copy(W, lsq_matrix_look(&S->V), error);
    if (status != LSQ_OK)
        return status;
    for (int64_t i = 0; i < S->p; i++)
        lsq_scale_column(W, i, 1.0 / sqrt(S->lambda.data[i]));
    status = lsq_multiply(L, 1.0, lsq_view_look(W), LSQ_PLAIN, lsq_view_look(W), LSQ_TRANSPOSED,
                          0.0, C, error);
    if (status == LSQ_OK)
        lsq_mirror_upper(C);
    return status;
}

lsq_status lsq_scaled_rcond(double *rcond, lsq_quadratic *F, lsq_view W, lsq_error *error) {
    int64_t p = F->p;
    *rcond = p > 0 ? 0.0 : 1.0;
    if (p == 0)
        return LSQ_OK;
    lsq_status status = lsq_copy(W, lsq_matrix_look(&F->M), error);
    if (status != LSQ_OK)
        return status;
    for (int64_t j = 0; j < p; j++) {
        double length = sqrt(F->M.data[j * (p + 1)]);
        if (!(length > 0.0))
            return LSQ_OK; /* a column of zeros */
        lsq_scale_column(W, j, 1.0 / length);
        for (int64_t i = 0; i < p; i++)
            W.data[j + i * W.ld] /= length;
    }
    double *lambda = F->scratch.data;
    status = lsq_factor_eigen(F->kept->L, W, lambda, error);
    if (status == LSQ_OK && lambda[0] > zero_level(F, lambda[p - 1]))
        *rcond = sqrt(lambda[0] / lambda[p - 1]);
    return status;
}
