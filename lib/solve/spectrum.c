/* spectrum.c - the eigenvalues of M = X'X and what they foretell of descent.
 *
 *   M = V diag(lambda) V',  h = 2 lambda,  w_i = |v_i'G| with the first gradient G
 *
 * The computed eigenvalues are those of M + E, |E| about (p + sqrt(n)) u |M| (Golub and Van Loan
 * 2013, section 8.3): of a small one nothing is left where columns differ in size or lie far from
 * the origin.  The rank is therefore that of the scaled matrix, whose eigenvalues differ as little
 * as units let them (van der Sluis 1969),
 *
 *   T = DMD,  D powers of 2 that bring the diagonal to [1/2, 2);  T = R'R  (Cholesky)
 *   C = M^-1 = D (R'R)^-1 D,  lambda_min = 1 / lambda_max(C)
 *
 * and with full rank the small eigenvalues are the inverses of the large ones of C, whose error of
 * about p u / rcond^2 does not depend on the units either.
 *
 * A fixed step t turns the component w_i into (1 - t h_i) w_i, so that the number of steps follows
 * from the sum of w_i^2 (1 - t h_i)^2N alone; it is found by doubling and bisection, O(p) each,
 * with log1p, since 1 - t h_i rounds to 1 just where it matters.  For exact line search f - f*
 * falls by at least ((k^2 - 1) / (k^2 + 1))^2 a step, k^2 = L / mu (Kantorovich 1948), and |g|^2 <=
 * 2 L (f - f*) turns that into a bound for the gradient.  For conjugate gradients the same with the
 * Chebyshev polynomials of (L + mu) / (L - mu).
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

/* What rounding makes of an eigenvalue beside a largest one of 1: u for each of p terms in the
 * norm, and the random walk of n sums. */
static double rounding_of(const lsq_quadratic *F) {
    return ((double)F->p + F->walk) * (DBL_EPSILON / 2);
}

/* T = DMD, d_j = 2^-e with 2^e near the length of column j; zero columns stay as they are. */
static void scale_products(lsq_view T, lsq_const_view M) {
    for (int64_t j = 0; j < M.columns; j++)
        for (int64_t i = 0; i < M.columns; i++) {
            int e_i, e_j;
            frexp(sqrt(M.data[i + i * M.ld]), &e_i);
            frexp(sqrt(M.data[j + j * M.ld]), &e_j);
            T.data[i + j * T.ld] = ldexp(M.data[i + j * M.ld], -e_i - e_j);
        }
}

/* rank and rcond from the eigenvalues of T with a diagonal of 1. */
static lsq_status find_rank(lsq_spectrum *S, lsq_quadratic *F, lsq_const_view T, lsq_view W,
                            lsq_error *error) {
    int64_t p = S->p;
    double *lambda = F->scratch.data;
    for (int64_t j = 0; j < p; j++)
        for (int64_t i = 0; i < p; i++) {
            double lengths = sqrt(T.data[i + i * T.ld]) * sqrt(T.data[j + j * T.ld]);
            W.data[i + j * W.ld] = lengths > 0.0 ? T.data[i + j * T.ld] / lengths : 0.0;
        }
    lsq_status status = lsq_factor_eigen(F->kept->L, W, lambda, error);
    if (status != LSQ_OK)
        return status;
    double zero = rounding_of(F) * lambda[p - 1];
    for (int64_t i = 0; i < p; i++)
        S->rank += lambda[i] > zero;
    if (S->rank > F->kept->n && !F->ridge)
        S->rank = F->kept->n;
    if (S->rank == p)
        S->rcond = sqrt(lambda[0] / lambda[p - 1]);
    return LSQ_OK;
}

/* C = D (R'R)^-1 D from T = R'R, in place of T.  T is positive definite, as find_rank knows with a
 * margin of many times the rounding of this. */
static lsq_status invert(lsq_view T, const lsq_quadratic *F, lsq_error *error) {
    int64_t failed = -1, p = F->p;
    lsq_status status = lsq_factor_cholesky(F->kept->L, T, &failed, error);
    if (status == LSQ_OK && failed >= 0)
        return lsq_fail(error, LSQ_ENUMERIC,
                        "X'X is not positive definite to working precision, though its "
                        "eigenvalues are: scale the columns, or use a method by QR");
    if (status == LSQ_OK)
        status = lsq_invert_gram(F->kept->L, T, error);
    if (status != LSQ_OK)
        return status;
    lsq_mirror_upper(T);
    for (int64_t j = 0; j < p; j++)
        for (int64_t i = 0; i < p; i++) {
            int e_i, e_j;
            frexp(sqrt(F->M.data[i * (p + 1)]), &e_i);
            frexp(sqrt(F->M.data[j * (p + 1)]), &e_j);
            T.data[i + j * T.ld] = ldexp(T.data[i + j * T.ld], -e_i - e_j);
        }
    if (!lsq_is_finite(lsq_view_look(T)))
        return lsq_fail(error, LSQ_ENUMERIC,
                        "(X'X)^-1 is beyond the range of a double (1.8e308): scale the columns, or "
                        "use the exact solver");
    return LSQ_OK;
}

/* Eigenvalues of M below the geometric mean of the largest and the smallest, or in its rounding,
 * are better known as inverses of those of C. */
static lsq_status mend_small(lsq_spectrum *S, lsq_quadratic *F, lsq_view W, lsq_error *error) {
    int64_t p = S->p;
    double *lambda = S->lambda.data, *inverse = F->scratch.data;
    lsq_status status = lsq_copy(W, lsq_matrix_look(&S->C), error);
    if (status == LSQ_OK)
        status = lsq_factor_eigen(F->kept->L, W, inverse, error);
    if (status != LSQ_OK)
        return status;
    double largest = lambda[p - 1], smallest = fmin(1.0 / inverse[p - 1], largest);
    double known = fmax(sqrt(largest) * sqrt(smallest), S->noise);
    for (int64_t i = p - 1; i >= 0; i--) { /* where neither tells, all that is known is the order */
        double above = i < p - 1 ? lambda[i + 1] : largest, other = 1.0 / inverse[p - 1 - i];
        if (!(lambda[i] >= known))
            lambda[i] = other > 0.0 ? fmax(fmin(other, above), smallest) : above;
    }
    return LSQ_OK;
}

/* The `rank` largest eigenvalues count; those that rounding could have made are not known. */
static void drop_small(lsq_spectrum *S) {
    double *lambda = S->lambda.data;
    for (int64_t i = 0; i < S->p; i++)
        lambda[i] = i < S->p - S->rank ? 0.0 : fmax(lambda[i], S->noise / 2.0);
}

/* The eigenvalues of M that count, and C, with W as scratch. */
static lsq_status find_values(lsq_spectrum *S, lsq_quadratic *F, lsq_view W, lsq_error *error) {
    int64_t p = S->p;
    double *lambda = S->lambda.data;
    lsq_view T = lsq_matrix_view(&S->C);
    scale_products(T, lsq_matrix_look(&F->M));
    lsq_status status = find_rank(S, F, lsq_view_look(T), W, error);
    if (status == LSQ_OK)
        status = lsq_factor_eigen(F->kept->L, lsq_matrix_view(&S->V), lambda, error);
    if (status != LSQ_OK)
        return status;
    S->L = 2.0 * lambda[p - 1];
    S->noise = rounding_of(F) * S->L;
    if (!isfinite(S->L))
        return lsq_fail(error, LSQ_ENUMERIC,
                        "the largest eigenvalue of X'X%s is beyond the range of a double "
                        "(1.8e308): %s",
                        F->penalised ? " + diag(lambda)" : "", lsq_quadratic_remedy(F));
    if (S->rank < p) {
        lsq_matrix_clear(&S->C);
        drop_small(S);
    } else {
        status = invert(T, F, error);
        if (status == LSQ_OK)
            status = mend_small(S, F, W, error);
    }
    if (S->rank > 0 && (S->rank == p || 2.0 * lambda[p - S->rank] > S->noise))
        S->mu = 2.0 * lambda[p - S->rank];
    return status;
}

lsq_status lsq_spectrum_init(lsq_spectrum *S, lsq_quadratic *F, lsq_error *error) {
    int64_t p = F->p;
    lsq_account *account = F->M.account;
    lsq_matrix W = {0};
    *S = (lsq_spectrum){.p = p, .rcond = p > 0 ? 0.0 : 1.0};
    lsq_status status = lsq_matrix_init(&S->V, p, p, account, error);
    if (status == LSQ_OK)
        status = lsq_matrix_init(&S->lambda, p, 1, account, error);
    if (status == LSQ_OK)
        status = lsq_matrix_init(&S->weight, p, 1, account, error);
    if (status == LSQ_OK)
        status = lsq_matrix_init(&S->C, p, p, account, error);
    if (status == LSQ_OK)
        status = lsq_matrix_init(&W, p, p, account, error);
    if (status == LSQ_OK)
        status = lsq_copy(lsq_matrix_view(&S->V), lsq_matrix_look(&F->M), error);
    if (status == LSQ_OK && p > 0)
        status = find_values(S, F, lsq_matrix_view(&W), error);
    if (status == LSQ_OK && p > 0)
        status = find_weights(S, F, error);
    lsq_matrix_clear(&W);
    return status;
}

void lsq_spectrum_clear(lsq_spectrum *S) {
    lsq_matrix_clear(&S->C);
    lsq_matrix_clear(&S->weight);
    lsq_matrix_clear(&S->lambda);
    lsq_matrix_clear(&S->V);
}

static int needs_no_step(const lsq_spectrum *S, double tolerance) {
    return tolerance >= 1.0 || !(lsq_length(S->weight.data, S->p) > 0.0);
}

/* log |1 - th|, th < 2: near 0 and near 2, where the logarithm is small, as right as t and h are.
 */
static double log_factor(double t, double h) {
    return t * h < 1.0 ? log1p(-t * h) : log1p(fma(t, h, -2.0));
}

/* A descent with a fixed step. */
typedef struct decay {
    const lsq_spectrum *S;
    double t;
} decay;

/* |(I - 2tM)^N G|_F / |G|_F */
static double ratio_after(void *of, double N) {
    const lsq_spectrum *S = ((const decay *)of)->S;
    double t = ((const decay *)of)->t;
    double size = lsq_length(S->weight.data, S->p), ratio = 0.0;
    for (int64_t i = 0; i < S->p; i++) {
        double w = S->weight.data[i] / size;
        if (w > 0.0 && N > 0.0)
            w *= exp(N * log_factor(t, 2.0 * S->lambda.data[i]));
        ratio = hypot(ratio, w);
    }
    return ratio;
}

double lsq_first_within(double (*ratio)(void *of, double N), void *of, double high,
                        double tolerance) {
    double low = 0.0; /* not yet after low, at last after high */
    while (isfinite(high) && ratio(of, high) > tolerance) {
        low = high;
        high *= 2.0;
    }
    for (;;) {
        double middle = floor(low + (high - low) / 2.0);
        if (!(low < middle && middle < high))
            return high;
        if (ratio(of, middle) > tolerance)
            low = middle;
        else
            high = middle;
    }
}

double lsq_spectrum_fixed_steps(const lsq_spectrum *S, double t, double tolerance) {
    if (needs_no_step(S, tolerance))
        return 0.0;
    for (int64_t i = 0; i < S->p; i++) /* 0 < t h_i < 2, or this component stays */
        if (S->weight.data[i] > 0.0 && !(t * S->lambda.data[i] < 1.0))
            return INFINITY;
    return lsq_first_within(ratio_after, &(decay){S, t}, 1.0, tolerance);
}

/* 2L (f_0 - f*) / |G|^2 >= 1, where f_0 - f* = sum of w_i^2 / (4 lambda_i): |g_N|^2 <= 2L (f_N -
 * f*) gives |g_N| / |g_0| from sqrt(f_N - f*) / sqrt(f_0 - f*) by the root of this. */
static double excess(const lsq_spectrum *S) {
    double size = lsq_length(S->weight.data, S->p), sum = 0.0;
    for (int64_t i = 0; i < S->p; i++) {
        double w = S->weight.data[i] / size;
        if (w > 0.0)
            sum += w * w * (S->L / (2.0 * S->lambda.data[i]));
    }
    return sum;
}

/* f_N - f* <= rho^2N (f_0 - f*), rho = 1 - 2 / (L/mu + 1) */
double lsq_spectrum_line_steps(const lsq_spectrum *S, double tolerance) {
    if (needs_no_step(S, tolerance))
        return 0.0;
    double square = S->L / (2.0 * S->lambda.data[S->p - S->rank]); /* k^2 */
    double log_rho = log1p(-2.0 / (square + 1.0));                 /* -infinity for k = 1 */
    double steps = ceil((log(tolerance) - 0.5 * log(excess(S))) / log_rho);
    return steps > 1.0 ? steps : 1.0;
}

/* sqrt(f_N - f*) <= sqrt(f_0 - f*) / cosh(N log q), q = 1 - 2 / (sqrt(L/mu) + 1) */
double lsq_spectrum_chebyshev_steps(const lsq_spectrum *S, double tolerance) {
    if (needs_no_step(S, tolerance))
        return 0.0;
    double root = lsq_root_condition(S->L, 2.0 * S->lambda.data[S->p - S->rank]);
    double steps = ceil(acosh(sqrt(excess(S)) / tolerance) / -log1p(-2.0 / (root + 1.0)));
    return steps > 1.0 ? steps : 1.0;
}

double lsq_root_condition(double L, double mu) {
    return sqrt(L) / sqrt(mu);
}
