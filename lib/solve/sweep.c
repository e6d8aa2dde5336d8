/* sweep.c - independent columns by Gram-Schmidt, and the others as their combinations.
 *
 *   v = u_j - Q Q'u_j, twice     u_j - v = sum_i z_i u_i over the columns kept so far
 *   |v| > tolerance (1 + |z_1| + |z_2| + ...): kept, q = v / |v|;   else aliased
 *
 * u_j is column j of R_xx over its length.  Where each column may be off by `tolerance` of its
 * length, v may be off by what the inequality says.  Orthogonalising twice keeps Q orthonormal to
 * working precision whatever the columns are (Giraud, Langou and Rozloznik 2005), which once does
 * not.  The shares are least squares of the aliased columns on the kept ones, by Householder QR.
 *
 * Share i of column j may be off by `tolerance` (1 + sum |z|) |row i of T^-1|, where U_K = Q T.  In
 * the relations that people read, those below that are candidates for 0.  Of ill-conditioned
 * columns all shares may be, and without them nothing of column j would be left: so the candidates
 * go in the order of z_i / |row i of T^-1|, as many as leave |U_K (z - z shown)| within `tolerance`
 * (1 + sum |z|).  Cost: 9 p^2 r flops, and r^2 for each aliased column.
 *
 * SPDX-License-Identifier: MIT */
#include "sweep.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "triangle.h"

lsq_status lsq_directions_init(lsq_directions *d, const lsq_lapack *L, lsq_const_view R, int64_t p,
                               lsq_account *account, lsq_error *error) {
    *d = (lsq_directions){L, p, {0}, NULL, NULL, account};
    lsq_status status = lsq_alloc(&d->length, p, sizeof *d->length, error);
    if (!status)
        status = lsq_alloc(&d->exponent, p, sizeof *d->exponent, error);
    if (!status)
        status = lsq_matrix_init(&d->U, p, p, account, error);
    if (!status)
        status = lsq_copy(lsq_matrix_view(&d->U), lsq_look_block(R, 0, 0, p, p), error);
    lsq_view U = lsq_matrix_view(&d->U);
    if (!status)
        lsq_set_upper(U);
    if (!status && !lsq_is_finite(lsq_view_look(U)))
        status = lsq_fail(error, LSQ_ENUMERIC,
                          "the triangle of X and Y overflows: columns are too long for doubles; "
                          "divide them by a power of 10");
    if (status) {
        lsq_directions_clear(d);
        return status;
    }
    lsq_scale_columns(U, d->exponent);
    for (int64_t j = 0; j < p; j++) {
        d->length[j] = lsq_norm_column(lsq_view_look(U), j);
        for (int64_t i = 0; d->length[j] > 0 && i <= j; i++)
            U.data[i + j * U.ld] /= d->length[j];
    }
    return LSQ_OK;
}

void lsq_directions_clear(lsq_directions *d) {
    lsq_matrix_clear(&d->U);
    free(d->length);
    free(d->exponent);
    d->length = NULL;
    d->exponent = NULL;
}

double lsq_rank_tolerance(const lsq_solver_options *options, int64_t n, int64_t p) {
    if (options && options->tolerance > 0)
        return options->tolerance;
    return (double)(n > 4 * p ? n : 4 * p) * DBL_EPSILON;
}

/* The columns kept so far: U_K = Q T. */
typedef struct basis {
    lsq_matrix Q, T; /* p-by-p */
    double *c, *z;   /* scratch */
} basis;

static void basis_clear(basis *b) {
    lsq_matrix_clear(&b->Q);
    lsq_matrix_clear(&b->T);
    free(b->c);
}

static lsq_status basis_init(basis *b, const lsq_directions *d, lsq_error *error) {
    *b = (basis){0};
    lsq_status status = lsq_alloc(&b->c, 2 * d->p, sizeof *b->c, error);
    if (status)
        return status;
    b->z = b->c + d->p;
    status = lsq_matrix_init(&b->Q, d->p, d->p, d->account, error);
    if (!status)
        status = lsq_matrix_init(&b->T, d->p, d->p, d->account, error);
    if (status)
        basis_clear(b);
    return status;
}

/* v -= Q Q'v for the first r columns of Q, twice, and z = T^-1 Q'v. */
static lsq_status orthogonalise(basis *b, const lsq_lapack *L, int64_t r, double *v,
                                lsq_error *error) {
    int64_t p = b->Q.rows;
    lsq_const_view kept = lsq_look_block(lsq_matrix_look(&b->Q), 0, 0, p, r);
    lsq_status status = LSQ_OK;
    memset(b->z, 0, (size_t)p * sizeof *b->z);
    for (int pass = 0; !status && r > 0 && pass < 2; pass++) {
        status = lsq_multiply_vector(L, 1, kept, LSQ_TRANSPOSED, v, 0, b->c, error);
        if (!status)
            status = lsq_multiply_vector(L, -1, kept, LSQ_PLAIN, b->c, 1, v, error);
        for (int64_t i = 0; i < r; i++)
            b->z[i] += b->c[i];
    }
    memcpy(b->T.data + r * p, b->z, (size_t)r * sizeof *b->z);
    if (!status)
        status = lsq_solve_triangle(L, lsq_look_block(lsq_matrix_look(&b->T), 0, 0, r, r),
                                    LSQ_PLAIN, (lsq_view){b->z, r, 1, p}, error);
    return status;
}

static double one_plus_sum(const double *z, int64_t r) {
    double sum = 1;
    for (int64_t i = 0; i < r; i++)
        sum += fabs(z[i]);
    return sum;
}

lsq_status lsq_sweep(unsigned char *aliased, int64_t *rank, const lsq_directions *d,
                     double tolerance, lsq_error *error) {
    int64_t p = d->p;
    basis b;
    *rank = 0;
    lsq_status status = basis_init(&b, d, error);
    if (status)
        return status;
    for (int64_t j = 0; !status && j < p; j++) {
        double *v = b.Q.data + *rank * p; /* rank <= j < p */
        memcpy(v, d->U.data + j * p, (size_t)p * sizeof *v);
        if ((status = orthogonalise(&b, d->L, *rank, v, error)))
            break;
        double distance = lsq_norm_column((lsq_const_view){v, p, 1, p}, 0);
        aliased[j] = !(distance > tolerance * one_plus_sum(b.z, *rank));
        if (aliased[j])
            continue;
        for (int64_t i = 0; i < p; i++)
            v[i] /= distance;
        b.T.data[*rank + *rank * p] = distance;
        ++*rank;
    }
    basis_clear(&b);
    return status;
}

/* aliased = 0 for the first `rank` columns that a QR with column pivoting takes. */
static lsq_status pick_by_pivots(unsigned char *aliased, int64_t rank, const lsq_directions *d,
                                 lsq_error *error) {
    int64_t p = d->p, *pivots = NULL;
    double *tau;
    lsq_matrix A = {0};
    lsq_status status = lsq_alloc(&tau, p, sizeof *tau, error);
    if (!status)
        status = lsq_alloc(&pivots, p, sizeof *pivots, error);
    if (!status)
        status = lsq_matrix_init(&A, p, p, d->account, error);
    if (!status)
        status = lsq_copy(lsq_matrix_view(&A), lsq_matrix_look(&d->U), error);
    if (!status)
        status = lsq_factor_pivoted_qr(d->L, lsq_matrix_view(&A), tau, pivots, error);
    for (int64_t j = 0; !status && j < p; j++)
        aliased[pivots[j]] = j >= rank;
    lsq_matrix_clear(&A);
    free(pivots);
    free(tau);
    return status;
}

lsq_status lsq_pick_columns(int64_t *columns, unsigned char *aliased, int64_t rank,
                            const lsq_directions *d, double tolerance, lsq_error *error) {
    int64_t found, at = 0;
    lsq_status status = lsq_sweep(aliased, &found, d, tolerance, error);
    if (!status && found != rank)
        status = pick_by_pivots(aliased, rank, d, error);
    for (int64_t j = 0; !status && j < d->p; j++)
        if (!aliased[j])
            columns[at++] = j;
    return status;
}

/* W = the directions, those of `columns` first, then the aliased ones, whose places go to `rest`.
 */
static lsq_status order_directions(lsq_matrix *W, int64_t *rest, const lsq_directions *d,
                                   const int64_t *columns, int64_t rank,
                                   const unsigned char *aliased, lsq_error *error) {
    int64_t p = d->p, at = 0;
    for (int64_t j = 0; j < p; j++)
        if (aliased[j])
            rest[at++] = j;
    lsq_status status = lsq_matrix_init(W, p, p, d->account, error);
    for (int64_t j = 0; !status && j < p; j++) {
        int64_t from = j < rank ? columns[j] : rest[j - rank];
        memcpy(W->data + j * p, d->U.data + from * p, (size_t)p * sizeof *W->data);
    }
    return status;
}

/* [W_K W_A] = Q [T T_A; 0 ...]: the columns of T_A become T^-1 T_A, the relations of directions,
 * and S = (T'T)^-1, whose diagonal has the squared lengths of the rows of T^-1. */
static lsq_status solve_relations(lsq_matrix *W, lsq_matrix *S, const lsq_directions *d,
                                  int64_t rank, lsq_error *error) {
    double *tau;
    lsq_view A = lsq_matrix_view(W), T = lsq_view_block(A, 0, 0, rank, rank);
    lsq_status status = lsq_alloc(&tau, d->p, sizeof *tau, error);
    if (!status)
        status = lsq_factor_qr(d->L, A, tau, error);
    if (!status)
        status = lsq_solve_triangle(d->L, lsq_view_look(T), LSQ_PLAIN,
                                    lsq_view_block(A, 0, rank, rank, d->p - rank), error);
    if (!status)
        status = lsq_matrix_init(S, rank, rank, d->account, error);
    if (!status)
        status = lsq_copy(lsq_matrix_view(S), lsq_view_look(T), error);
    if (!status)
        status = lsq_invert_gram(d->L, lsq_matrix_view(S), error);
    free(tau);
    return status;
}

/* The places of the shares z that the noise could have made, the likeliest first. */
typedef struct candidate {
    double size; /* |z_i| over its own noise */
    int64_t i;
} candidate;

static int by_size(const void *a, const void *b) {
    const candidate *x = a, *y = b;
    if (x->size != y->size)
        return x->size < y->size ? -1 : 1;
    return x->i < y->i ? -1 : x->i > y->i;
}

/* z_i = 0 for the most candidates that together move the column by no more than the noise: the sum
 * of the z_i T e_i, T being the triangle in W.  `list` and `moved` are scratch. */
static void drop_noise(double *z, const lsq_matrix *W, const lsq_matrix *S, double noise,
                       candidate *list, double *moved) {
    int64_t rank = S->rows, count = 0, dropped = 0;
    for (int64_t i = 0; i < rank; i++) {
        double size = fabs(z[i]) / (noise * sqrt(S->data[i + i * rank]));
        if (size <= 1)
            list[count++] = (candidate){size, i};
    }
    qsort(list, (size_t)count, sizeof *list, by_size);
    memset(moved, 0, (size_t)rank * sizeof *moved);
    for (int64_t c = 0; c < count; c++) {
        int64_t j = list[c].i;
        for (int64_t i = 0; i <= j; i++)
            moved[i] += z[j] * W->data[i + j * W->rows];
        if (lsq_norm_column((lsq_const_view){moved, rank, 1, rank}, 0) <= noise)
            dropped = c + 1;
    }
    for (int64_t c = 0; c < dropped; c++)
        z[list[c].i] = 0;
}

/* Column `to` from its shares z of the directions of `columns`. */
static lsq_status set_relation(lsq_view relations, const lsq_directions *d, const int64_t *columns,
                               int64_t rank, int64_t to, const double *z, const char *const *names,
                               lsq_error *error) {
    for (int64_t i = 0; i < rank; i++) {
        int64_t from = columns[i];
        if (z[i] == 0)
            continue;
        double share =
            ldexp(z[i] * d->length[to] / d->length[from], d->exponent[to] - d->exponent[from]);
        if (!isnormal(share))
            return lsq_fail(error, LSQ_ENUMERIC,
                            "%s as a multiple of %s is beyond the range of a double; scale one of "
                            "them, or use the exact solver",
                            lsq_column_name(names, d->p, to).text,
                            lsq_column_name(names, d->p, from).text);
        relations.data[from + to * relations.ld] = share;
    }
    return LSQ_OK;
}

/* Relations from the shares of the aliased columns, which are overwritten by those shown. */
static lsq_status set_relations(lsq_view relations, lsq_matrix *W, const lsq_matrix *S,
                                const lsq_directions *d, const int64_t *columns,
                                const int64_t *rest, double tolerance, const char *const *names,
                                lsq_error *error) {
    int64_t rank = S->rows;
    candidate *list = NULL;
    double *moved;
    lsq_status status = lsq_alloc(&moved, rank, sizeof *moved, error);
    if (!status)
        status = lsq_alloc(&list, rank, sizeof *list, error);
    for (int64_t j = rank; !status && j < d->p; j++) {
        double *z = W->data + j * d->p;
        if (d->length[rest[j - rank]] == 0)
            continue;
        drop_noise(z, W, S, tolerance * one_plus_sum(z, rank), list, moved);
        status = set_relation(relations, d, columns, rank, rest[j - rank], z, names, error);
    }
    free(list);
    free(moved);
    return status;
}

static void set_shares(lsq_view shares, const lsq_matrix *W, const int64_t *columns,
                       const int64_t *rest) {
    int64_t rank = shares.rows;
    lsq_set_zero(shares);
    for (int64_t i = 0; i < rank; i++)
        shares.data[i + columns[i] * shares.ld] = 1;
    for (int64_t j = rank; j < W->columns; j++)
        memcpy(shares.data + rest[j - rank] * shares.ld, W->data + j * W->rows,
               (size_t)rank * sizeof *W->data);
}

lsq_status lsq_relate(lsq_view relations, lsq_view shares, const lsq_directions *d,
                      const int64_t *columns, int64_t rank, const unsigned char *aliased,
                      double tolerance, const char *const *names, lsq_error *error) {
    int64_t *rest;
    lsq_matrix W = {0}, S = {0};
    lsq_set_zero(relations);
    lsq_status status = lsq_alloc(&rest, d->p, sizeof *rest, error);
    if (!status)
        status = order_directions(&W, rest, d, columns, rank, aliased, error);
    if (!status)
        status = solve_relations(&W, &S, d, rank, error);
    if (!status) {
        if (shares.data)
            set_shares(shares, &W, columns, rest);
        status = set_relations(relations, &W, &S, d, columns, rest, tolerance, names, error);
    }
    lsq_matrix_clear(&S);
    lsq_matrix_clear(&W);
    free(rest);
    return status;
}
