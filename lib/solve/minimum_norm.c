/* minimum_norm.c - the shortest B with X B = X_K B_K, for columns that depend on each other.
 *
 *   X = X_K G     B = G'(G G')^-1 B_K = pinv(X) Y     rss = |R_xy - R_xx B|^2 + |R_yy|^2
 *
 * X is the product of r independent columns and of their combinations, and the pseudoinverse of
 * such a product is that of the factors in turn (MacDuffee; Ben-Israel and Greville, Generalized
 * Inverses, ch. 1).  With the shares of directions H, U = U_K H, and the lengths D,
 *
 *   G' D_K = D H' = Q T P'     D_K B_K = P w, B = Q T'^-1 w
 *
 * Row j of D H' is as long as column j of X, so units may make rows of any sizes, each known to a
 * few u of its own size.  The QR keeps such errors where they are if its rows are sorted by size
 * and its columns pivoted (Powell and Reid 1969; Cox and Higham 1998): B is then that of G with
 * each column moved by a few u of itself.  X is X_K G but for what the tolerance calls 0, hence rss
 * from B as it is delivered.  Of the shares those count as 0 that rounding could have made, see
 * sweep.c.  Cost: about 10 p^3.  LSQ_ENUMERIC where lengths are so far apart that X B is not X_K
 * B_K to half the digits.
 *
 * SPDX-License-Identifier: MIT */
#include "minimum_norm.h"

#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "../base/text.h"
#include "triangle.h"

static const double ROUNDING = 0x1p-53; /* u */

/* What the minimum norm is made of, lengths being 2^most times what stands here. */
typedef struct shortest {
    const lsq_directions *d;
    const int64_t *columns;
    int64_t rank, *order; /* of the p columns of X, the longest first */
    int most;             /* exponent of the longest */
    lsq_matrix A, W;      /* D H', p-by-rank, rows in that order; p-by-q */
    double *tau;
    int64_t *pivots;
} shortest;

static void shortest_clear(shortest *s) {
    lsq_matrix_clear(&s->A);
    lsq_matrix_clear(&s->W);
    free(s->order);
    free(s->pivots);
    free(s->tau);
}

static lsq_status shortest_init(shortest *s, const lsq_directions *d, const int64_t *columns,
                                int64_t rank, int64_t q, lsq_error *error) {
    *s = (shortest){.d = d, .columns = columns, .rank = rank};
    lsq_status status = lsq_alloc(&s->order, d->p, sizeof *s->order, error);
    if (!status)
        status = lsq_alloc(&s->pivots, rank, sizeof *s->pivots, error);
    if (!status)
        status = lsq_alloc(&s->tau, rank, sizeof *s->tau, error);
    if (!status)
        status = lsq_matrix_init(&s->A, d->p, rank, d->account, error);
    if (!status)
        status = lsq_matrix_init(&s->W, d->p, q, d->account, error);
    if (status)
        shortest_clear(s);
    return status;
}

static int is_longer(const lsq_directions *d, int64_t a, int64_t b) {
    if (!(d->length[a] > 0 && d->length[b] > 0))
        return d->length[a] > d->length[b];
    return d->exponent[a] != d->exponent[b] ? d->exponent[a] > d->exponent[b]
                                            : d->length[a] > d->length[b];
}

/* By insertion, as columns mostly come in a few sizes, and p^2 is little here. */
static void sort_columns(shortest *s) {
    for (int64_t j = 0; j < s->d->p; j++) {
        int64_t at = j;
        for (; at > 0 && is_longer(s->d, j, s->order[at - 1]); at--)
            s->order[at] = s->order[at - 1];
        s->order[at] = j;
    }
    s->most = s->d->p ? s->d->exponent[s->order[0]] : 0;
}

static void set_rows(shortest *s, const lsq_matrix *shares) {
    int64_t p = s->d->p;
    for (int64_t t = 0; t < p; t++) {
        int64_t j = s->order[t];
        double length = ldexp(s->d->length[j], s->d->exponent[j] - s->most);
        for (int64_t i = 0; i < s->rank; i++)
            s->A.data[t + i * p] = length * shares->data[i + j * s->rank];
    }
}

/* W = 2^-*exponent D_K B_K of response l, in the order of the pivots; 0 if all are 0. */
static int set_effects(shortest *s, const lsq_result *result, int64_t l, int *exponent) {
    int64_t p = s->d->p;
    double *w = s->W.data + l * p;
    *exponent = INT_MIN;
    for (int64_t t = 0; t < s->rank; t++) {
        int64_t j = s->columns[s->pivots[t]];
        int own = 0;
        w[t] = frexp(result->B.data[j + l * p] * s->d->length[j], &own);
        if (w[t] != 0 && own + s->d->exponent[j] > *exponent)
            *exponent = own + s->d->exponent[j];
    }
    for (int64_t t = 0; t < s->rank; t++) {
        int64_t j = s->columns[s->pivots[t]];
        if (w[t] != 0)
            w[t] =
                ldexp(result->B.data[j + l * p] * s->d->length[j], s->d->exponent[j] - *exponent);
    }
    return *exponent != INT_MIN;
}

/* B of response l from W = 2^(most - exponent) B in the order of the lengths. */
static lsq_status deliver(lsq_result *result, const shortest *s, int64_t l, int exponent,
                          lsq_error *error) {
    int64_t p = s->d->p;
    const double *x = s->W.data + l * p;
    double most = 0;
    if (exponent == INT_MIN) { /* of no effect at all */
        memset(result->B.data + l * p, 0, (size_t)p * sizeof *x);
        return LSQ_OK;
    }
    for (int64_t t = 0; t < p; t++) {
        int64_t j = s->order[t];
        most = fmax(most, fabs(ldexp(x[t] * s->d->length[j], s->d->exponent[j] - s->most)));
    }
    for (int64_t t = 0; t < p; t++) {
        int64_t j = s->order[t];
        result->B.data[j + l * p] = x[t] == 0 ? 0 : ldexp(x[t], exponent - s->most);
        if (x[t] != 0 && lsq_is_tiny(most, exponent - s->d->exponent[j]))
            return lsq_refuse_tiny_B(result, j, error);
    }
    return LSQ_OK;
}

/* Digits by which the longest column is longer than the shortest. */
static int spread(const lsq_directions *d) {
    double least = INFINITY, most = -INFINITY;
    for (int64_t j = 0; j < d->p; j++)
        if (d->length[j] > 0) {
            double size = log10(d->length[j]) + d->exponent[j] * 0.30102999566398120;
            least = fmin(least, size);
            most = fmax(most, size);
        }
    return most > least ? (int)rint(most - least) : 0;
}

static lsq_status refuse_lost(const lsq_directions *d, lsq_error *error) {
    return lsq_fail(error, LSQ_ENUMERIC,
                    "the minimum norm is lost in rounding, as the lengths of columns differ by "
                    "1e%d; scale them, or use pivoted-qr or exact",
                    spread(d));
}

/* W = Q T'^-1 W */
static lsq_status solve_shortest(shortest *s, lsq_error *error) {
    const lsq_lapack *L = s->d->L;
    lsq_const_view A = lsq_matrix_look(&s->A);
    for (int64_t i = 0; i < s->rank; i++)
        if (fabs(A.data[i + i * A.ld]) < DBL_MIN) /* a row that underflows beside the longest */
            return refuse_lost(s->d, error);
    lsq_status status = lsq_solve_triangle(
        L, lsq_look_block(A, 0, 0, s->rank, s->rank), LSQ_TRANSPOSED,
        lsq_view_block(lsq_matrix_view(&s->W), 0, 0, s->rank, s->W.columns), error);
    return status ? status : lsq_apply_q(L, A, s->tau, LSQ_PLAIN, lsq_matrix_view(&s->W), error);
}

/* B = G' (G G')^-1 B_K, where B has B_K in its rows `columns`. */
static lsq_status minimise_norm(lsq_result *result, const lsq_directions *d,
                                const lsq_matrix *shares, const int64_t *columns, int64_t rank,
                                lsq_error *error) {
    int64_t q = result->answer.q;
    int *exponent, is_any = 0;
    shortest s;
    if (!lsq_is_finite(lsq_matrix_look(&result->B))) /* which the caller refuses */
        return LSQ_OK;
    lsq_status status = shortest_init(&s, d, columns, rank, q, error);
    if (status)
        return status;
    status = lsq_alloc(&exponent, q, sizeof *exponent, error);
    sort_columns(&s);
    set_rows(&s, shares);
    if (!status)
        status = lsq_factor_pivoted_qr(d->L, lsq_matrix_view(&s.A), s.tau, s.pivots, error);
    for (int64_t l = 0; !status && l < q; l++)
        is_any |= set_effects(&s, result, l, &exponent[l]);
    if (!status && is_any)
        status = solve_shortest(&s, error);
    for (int64_t l = 0; !status && l < q; l++)
        status = deliver(result, &s, l, exponent[l], error);
    free(exponent);
    shortest_clear(&s);
    return status;
}

/* rss of the B in the result: |R_xy - U b|^2 + |R_yy|^2, b_j = |X e_j| B_j. */
static lsq_status set_rss(lsq_result *result, const lsq_kept *kept, const lsq_directions *d,
                          lsq_error *error) {
    int64_t p = kept->p, k = p + kept->q;
    lsq_const_view R = lsq_matrix_look(&kept->square);
    lsq_matrix c = {0}, b = {0};
    lsq_status status = lsq_matrix_init(&c, k, 1, d->account, error);
    if (!status)
        status = lsq_matrix_init(&b, p, 1, d->account, error);
    for (int64_t l = 0; !status && l < kept->q; l++) {
        int exponent;
        lsq_set_zero(lsq_matrix_view(&c));
        status = lsq_copy(lsq_view_block(lsq_matrix_view(&c), 0, 0, p + l + 1, 1),
                          lsq_look_block(R, 0, p + l, p + l + 1, 1), error);
        lsq_scale_columns(lsq_matrix_view(&c), &exponent);
        for (int64_t j = 0; j < p; j++)
            b.data[j] = ldexp(result->B.data[j + l * p] * d->length[j], d->exponent[j] - exponent);
        if (!status)
            status = lsq_multiply_vector(d->L, -1, lsq_matrix_look(&d->U), LSQ_PLAIN, b.data, 1,
                                         c.data, error);
        result->rss[l] = lsq_square(lsq_norm_column(lsq_matrix_look(&c), 0), exponent);
    }
    lsq_matrix_clear(&b);
    lsq_matrix_clear(&c);
    return status;
}

/* The largest 1 + sum of |shares| of a column. */
static double largest_sum(const lsq_matrix *shares) {
    double largest = 1;
    for (int64_t j = 0; j < shares->columns; j++) {
        double sum = 1;
        for (int64_t i = 0; i < shares->rows; i++)
            sum += fabs(shares->data[i + j * shares->rows]);
        largest = fmax(largest, sum);
    }
    return largest;
}

/* What moves each column by t of its length moves X_K B_K by t |D_K B_K|_1 and less, and X B by no
 * more than the largest 1 + sum of shares times that, unless units let effects D B grow that cancel
 * in X B.  The triangle itself is rounded by u of its columns, which U (b - b_K) does not show and
 * u |D B|_1 does.  B_K has zeros in the places of the other columns. */
static lsq_status measure(lsq_loss *worst, const lsq_result *result, const lsq_kept *kept,
                          const lsq_directions *d, const lsq_matrix *B_K, const lsq_matrix *shares,
                          double tolerance, lsq_error *error) {
    int64_t p = kept->p, k = p + kept->q;
    double rounding = lsq_rank_tolerance(NULL, kept->n, p), grows = largest_sum(shares);
    lsq_matrix y = {0}, b = {0};
    *worst = (lsq_loss){0};
    lsq_status status = lsq_matrix_init(&y, k, 1, d->account, error);
    if (!status)
        status = lsq_matrix_init(&b, p, 1, d->account, error);
    for (int64_t l = 0; !status && l < kept->q; l++) {
        int exponent;
        double effects = 0, sum = 0;
        lsq_set_zero(lsq_matrix_view(&y));
        status =
            lsq_copy(lsq_view_block(lsq_matrix_view(&y), 0, 0, p + l + 1, 1),
                     lsq_look_block(lsq_matrix_look(&kept->square), 0, p + l, p + l + 1, 1), error);
        lsq_scale_columns(lsq_matrix_view(&y), &exponent);
        double size = lsq_norm_column(lsq_matrix_look(&y), 0);
        for (int64_t j = 0; j < p; j++) {
            int own = d->exponent[j] - exponent;
            double basic = ldexp(B_K->data[j + l * p] * d->length[j], own);
            b.data[j] = ldexp(result->B.data[j + l * p] * d->length[j], own);
            sum += fabs(b.data[j]);
            b.data[j] -= basic;
            effects += fabs(basic);
        }
        if (!status)
            status = lsq_multiply_vector(d->L, 1, lsq_matrix_look(&d->U), LSQ_PLAIN, b.data, 0,
                                         y.data, error);
        if (size == 0)
            continue;
        double moved =
            lsq_norm_column(lsq_look_block(lsq_matrix_look(&y), 0, 0, p, 1), 0) + ROUNDING * sum;
        double scale = size + grows * effects;
        moved = moved <= DBL_MAX ? moved : INFINITY;
        worst->rounding = fmax(worst->rounding, moved / (2 * rounding * scale));
        worst->limit = fmax(worst->limit, moved / fmax(4 * tolerance * scale, 0x1p-26 * size));
        worst->relative = fmax(worst->relative, moved / size);
    }
    lsq_matrix_clear(&b);
    lsq_matrix_clear(&y);
    return status;
}

/* B of minimum norm from B_K with the shares G, and how well it fits. */
static lsq_status shorten(lsq_result *result, lsq_loss *fit, const lsq_kept *kept,
                          const lsq_directions *d, const lsq_matrix *B_K, const lsq_matrix *G,
                          const int64_t *columns, double tolerance, lsq_error *error) {
    lsq_status status = lsq_copy(lsq_matrix_view(&result->B), lsq_matrix_look(B_K), error);
    if (!status)
        status = minimise_norm(result, d, G, columns, G->rows, error);
    return status ? status : measure(fit, result, kept, d, B_K, G, tolerance, error);
}

lsq_status lsq_minimum_norm(lsq_result *result, const lsq_kept *kept, const lsq_directions *d,
                            const lsq_matrix *shares, const int64_t *columns, double tolerance,
                            lsq_loss *fit, lsq_error *error) {
    int64_t p = kept->p, rank = shares->rows;
    lsq_matrix B_K = {0}, G = {0}, B = {0};
    lsq_loss plain;
    lsq_status status = lsq_matrix_init(&B_K, p, kept->q, d->account, error);
    if (!status)
        status = lsq_matrix_init(&G, rank, p, d->account, error);
    if (!status)
        status = lsq_matrix_init(&B, p, kept->q, d->account, error);
    if (!status)
        status = lsq_copy(lsq_matrix_view(&B_K), lsq_matrix_look(&result->B), error);
    for (int64_t j = 0; !status && j < p; j++)
        for (int64_t i = 0; i < rank; i++)
            if (!result->aliased[j] || result->relations.data[columns[i] + j * p] != 0)
                G.data[i + j * rank] = shares->data[i + j * rank];
    if (!status)
        status = shorten(result, fit, kept, d, &B_K, &G, columns, tolerance, error);
    if (!status && !(fit->rounding <= 1)) {
        status = lsq_copy(lsq_matrix_view(&B), lsq_matrix_look(&result->B), error);
        if (!status)
            status = shorten(result, &plain, kept, d, &B_K, shares, columns, tolerance, error);
        if (!status && 8 * plain.limit < fit->limit)
            *fit = plain;
        else if (!status)
            status = lsq_copy(lsq_matrix_view(&result->B), lsq_matrix_look(&B), error);
    }
    if (!status && !(fit->limit <= 1) && lsq_is_finite(lsq_matrix_look(&result->B)))
        status = refuse_lost(d, error);
    if (!status)
        status = set_rss(result, kept, d, error);
    lsq_matrix_clear(&B);
    lsq_matrix_clear(&G);
    lsq_matrix_clear(&B_K);
    return status;
}
