/* quadratic.c - f(B) = |XB - Y|_F^2 + sum_j lambda_j |row j of B|^2 as descent sees it.
 *
 *   gradient   2X'(XB - Y) + 2 diag(lambda) B = 2(MB - c),  M = X'X + diag(lambda), c = X'Y
 *   curvature  h'Mh = |Xh|^2 + sum lambda_j h_j^2
 *   value      |Xb - y|^2 = y'y - 2b'c + b'Mb - sum lambda_j b_j^2
 *
 * On products every evaluation costs O(p^2), whatever n; on rows O(n p), and M is formed once for
 * its eigenvalues.  Errors: a computed product of m-by-k matrices is off by at most k u |A| |B| in
 * the Frobenius norm (Higham 2002, section 3.5), which lsq_quadratic_rounding adds up.  On products
 * y'y - 2b'c + b'Mb cancels: its error is about (p + 2) u y'y, so that a residual sum of squares
 * below that comes out as anything between 0 and that.
 *
 * SPDX-License-Identifier: MIT */
#include "quadratic.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* X or Y of chunk i. */
static lsq_const_view chunk_X(const lsq_kept *kept, int64_t i) {
    lsq_const_view A = lsq_matrix_look(&kept->chunks[i]);
    return lsq_look_block(A, 0, 0, A.rows, kept->p);
}

static const double *chunk_y(const lsq_kept *kept, int64_t i, int64_t r) {
    const lsq_matrix *A = &kept->chunks[i];
    return A->data + A->rows * (kept->p + r);
}

double lsq_inner(const double *x, const double *y, int64_t n) {
    double sum = 0.0;
    for (int64_t i = 0; i < n; i++)
        sum += x[i] * y[i];
    return sum;
}

double lsq_length(const double *x, int64_t n) {
    double square = lsq_inner(x, x, n);
    if (square > 1e-280 && square < 1e280) /* nothing of weight was lost on the way */
        return sqrt(square);
    return lsq_norm_frobenius((lsq_const_view){x, n, 1, n > 0 ? n : 1});
}

/* Take M, c and the diagonal of Y'Y out of G = [X Y]'[X Y], upper triangle. */
static lsq_status take_products(lsq_quadratic *F, lsq_const_view G, lsq_error *error) {
    int64_t p = F->p, q = F->q;
    lsq_view M = lsq_matrix_view(&F->M);
    lsq_status status = lsq_check_squares(G, F->kept, error);
    if (status == LSQ_OK)
        status = lsq_copy(M, lsq_look_block(G, 0, 0, p, p), error);
    if (status == LSQ_OK)
        status = lsq_copy(lsq_matrix_view(&F->c), lsq_look_block(G, 0, p, p, q), error);
    if (status != LSQ_OK)
        return status;
    lsq_mirror_upper(M);
    for (int64_t r = 0; r < q; r++)
        F->YY.data[r] = G.data[(p + r) * (G.ld + 1)];
    return LSQ_OK;
}

/* The same from the rows. */
static lsq_status form_products(lsq_quadratic *F, lsq_kept *kept, lsq_error *error) {
    int64_t k = F->p + F->q;
    lsq_matrix G = {0};
    lsq_status status = lsq_matrix_init(&G, k, k, &kept->account, error);
    for (int64_t i = 0; i < kept->n_chunks && status == LSQ_OK; i++) {
        lsq_const_view A = lsq_matrix_look(&kept->chunks[i]);
        status = lsq_gram(kept->L, 1.0, A, 1.0, lsq_matrix_view(&G), error);
        lsq_mark_squares(lsq_matrix_view(&G), A);
    }
    if (status == LSQ_OK)
        status = take_products(F, lsq_matrix_look(&G), error);
    lsq_matrix_clear(&G);
    return status;
}

static int64_t longest_vector(const lsq_kept *kept) {
    int64_t most = kept->p;
    for (int64_t i = 0; i < kept->n_chunks; i++)
        if (kept->chunks[i].rows > most)
            most = kept->chunks[i].rows;
    return most;
}

/* sqrt of the sum of the diagonal, element by element so that no sum overflows. */
static double root_of_sum(const double *square, int64_t count, int64_t stride) {
    double root = 0.0;
    for (int64_t i = 0; i < count; i++)
        root = hypot(root, sqrt(square[i * stride]));
    return root;
}

/* The penalty of one vector: sum lambda_j b_j^2. */
static double penalty(const lsq_quadratic *F, const double *b) {
    double sum = 0.0;
    for (int64_t j = 0; F->ridge && j < F->p; j++)
        sum += F->ridge[j] * b[j] * b[j];
    return sum;
}

const char *lsq_quadratic_remedy(const lsq_quadratic *F) {
    return F->penalised ? "take a smaller penalty, or scale the columns"
                        : "scale the columns, or use a method by QR";
}

lsq_status lsq_quadratic_init(lsq_quadratic *F, lsq_kept *kept, const double *ridge,
                              lsq_error *error) {
    int64_t p = kept->p, q = kept->q;
    lsq_account *account = &kept->account;
    *F = (lsq_quadratic){.kept = kept, .p = p, .q = q, .ridge = ridge};
    F->penalised = ridge || kept->penalised;
    F->walk = kept->given ? 0.0 : sqrt((double)kept->n);
    lsq_status status = lsq_matrix_init(&F->M, p, p, account, error);
    if (status == LSQ_OK)
        status = lsq_matrix_init(&F->c, p, q, account, error);
    if (status == LSQ_OK)
        status = lsq_matrix_init(&F->YY, q, 1, account, error);
    if (status == LSQ_OK)
        status = lsq_matrix_init(&F->scratch, longest_vector(kept), 1, account, error);
    if (status == LSQ_OK)
        status = kept->keep == LSQ_KEEP_ROWS
                     ? form_products(F, kept, error)
                     : take_products(F, lsq_matrix_look(&kept->square), error);
    if (status != LSQ_OK)
        return status;
    for (int64_t j = 0; ridge && j < p; j++)
        F->M.data[j * (p + 1)] += ridge[j];
    if (!lsq_is_finite(lsq_matrix_look(&F->M)) || !lsq_is_finite(lsq_matrix_look(&F->c)) ||
        !lsq_is_finite(lsq_matrix_look(&F->YY)))
        return lsq_fail(error, LSQ_ENUMERIC,
                        "X'X%s, X'Y or Y'Y is beyond the range of a double (1.8e308): %s",
                        F->penalised ? " + diag(lambda)" : "", lsq_quadratic_remedy(F));
    F->size_X = root_of_sum(F->M.data, p, p + 1);
    F->size_Y = root_of_sum(F->YY.data, q, 1);
    return LSQ_OK;
}

void lsq_quadratic_clear(lsq_quadratic *F) {
    lsq_matrix_clear(&F->scratch);
    lsq_matrix_clear(&F->YY);
    lsq_matrix_clear(&F->c);
    lsq_matrix_clear(&F->M);
}

/* *square = |Xb - y|^2 over all chunks, and g = 2X'(Xb - y) with the penalty's if g is not NULL. */
static lsq_status on_rows(lsq_quadratic *F, int64_t r, const double *b, double *g, double *square,
                          lsq_error *error) {
    const lsq_kept *kept = F->kept;
    double *e = F->scratch.data;
    lsq_status status = LSQ_OK;
    *square = 0.0;
    for (int64_t i = 0; i < kept->n_chunks && status == LSQ_OK; i++) {
        lsq_const_view X = chunk_X(kept, i);
        memcpy(e, chunk_y(kept, i, r), (size_t)X.rows * sizeof *e);
        status = lsq_multiply_vector(kept->L, 1.0, X, LSQ_PLAIN, b, -1.0, e, error);
        if (status == LSQ_OK && g)
            status = lsq_multiply_vector(kept->L, 2.0, X, LSQ_TRANSPOSED, e, i > 0 ? 1.0 : 0.0, g,
                                         error);
        if (!g)
            *square += lsq_inner(e, e, X.rows);
    }
    for (int64_t j = 0; g && F->ridge && j < F->p; j++)
        g[j] += 2.0 * F->ridge[j] * b[j];
    return status;
}

lsq_status lsq_quadratic_gradient(lsq_quadratic *F, const double *B, double *G, lsq_error *error) {
    int64_t p = F->p;
    lsq_status status = LSQ_OK;
    for (int64_t r = 0; r < F->q && status == LSQ_OK; r++) {
        const double *b = B + r * p;
        double *g = G + r * p, square;
        if (F->kept->keep == LSQ_KEEP_ROWS) {
            status = on_rows(F, r, b, g, &square, error);
            continue;
        }
        memcpy(g, F->c.data + r * p, (size_t)p * sizeof *g);
        status = lsq_multiply_symmetric(F->kept->L, 2.0, lsq_matrix_look(&F->M), b, -2.0, g, error);
    }
    return status;
}

lsq_status lsq_quadratic_curvature(lsq_quadratic *F, const double *h, double *value,
                                   lsq_error *error) {
    const lsq_kept *kept = F->kept;
    double *product = F->scratch.data;
    if (kept->keep != LSQ_KEEP_ROWS) {
        lsq_status status =
            lsq_multiply_symmetric(kept->L, 1.0, lsq_matrix_look(&F->M), h, 0.0, product, error);
        *value = lsq_inner(h, product, F->p);
        return status;
    }
    lsq_status status = LSQ_OK;
    *value = penalty(F, h);
    for (int64_t i = 0; i < kept->n_chunks && status == LSQ_OK; i++) {
        lsq_const_view X = chunk_X(kept, i);
        status = lsq_multiply_vector(kept->L, 1.0, X, LSQ_PLAIN, h, 0.0, product, error);
        *value += lsq_inner(product, product, X.rows);
    }
    return status;
}

lsq_status lsq_quadratic_rss(lsq_quadratic *F, const double *B, double *rss, lsq_error *error) {
    int64_t p = F->p;
    lsq_status status = LSQ_OK;
    for (int64_t r = 0; r < F->q && status == LSQ_OK; r++) {
        const double *b = B + r * p;
        if (F->kept->keep == LSQ_KEEP_ROWS) {
            status = on_rows(F, r, b, NULL, &rss[r], error);
            continue;
        }
        double square = 0.0;
        status = lsq_quadratic_curvature(F, b, &square, error);
        square += F->YY.data[r] - 2.0 * lsq_inner(b, F->c.data + r * p, p) - penalty(F, b);
        rss[r] = square > 0.0 ? square : 0.0;
    }
    return status;
}

double lsq_quadratic_rounding(const lsq_quadratic *F, double norm_B) {
    double u = DBL_EPSILON / 2, X = F->size_X;
    double terms = (double)F->p + 2.0;
    if (F->kept->keep == LSQ_KEEP_ROWS)
        terms += (double)F->kept->n; /* the sums X'e over the rows */
    return 2.0 * terms * u * X * (X * norm_B + F->size_Y);
}

/* The roundings of a sum of n products act as a random walk: sqrt(n) u instead of the n u of the
 * worst case (Higham and Mary 2019). */
double lsq_quadratic_noise(const lsq_quadratic *F, double norm_B) {
    double u = DBL_EPSILON / 2, X = F->size_X;
    double terms = (double)F->p + 2.0 + F->walk;
    return 2.0 * terms * u * X * (X * norm_B + F->size_Y);
}
