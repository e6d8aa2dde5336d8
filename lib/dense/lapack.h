/* lapack.h - products and factorisations of dense matrices, by BLAS and LAPACK.
 *
 * The libraries are loaded when the first handle is opened and stay loaded; a handle is a table of
 * their functions, a few microseconds once they are there, and may be shared by threads.  The one
 * who brings OpenBLAS into the process pins it to one thread: a program that had it before keeps
 * its own setting.  LAPACKE is called by its _work functions on column-major data, so that nothing
 * is transposed or checked behind our back; NaN and infinities are the caller's to refuse.
 *
 * All indices go through one check: what is beyond 32 bits is LSQ_ELIMIT.  Triangles are upper,
 * and only the upper triangle of a symmetric matrix is read and written.
 *
 * Errors: bounds are in the 2-norm with u = 2^-53 and c a small multiple of the dimensions;
 * "backward stable" means the result is exact for some A + E with |E| <= c u |A| (Higham, Accuracy
 * and Stability of Numerical Algorithms, 2002).
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DENSE_LAPACK_H
#define LSQ_DENSE_LAPACK_H

#include "matrix.h"

typedef struct lsq_lapack lsq_lapack;

/* LSQ_EIO with the name of the library or function that is missing and the package that has it. */
lsq_status lsq_lapack_open(lsq_lapack **L, lsq_error *error);
void lsq_lapack_close(lsq_lapack *L);

/* "OpenBLAS 0.3.21, SkylakeX kernels, 1 thread"; where its kernels are older than the processor,
 * also the setting that mends it; "a BLAS that does not tell its name" for others.  size >= 256. */
void lsq_lapack_describe(const lsq_lapack *L, char *text, size_t size);

/* The guard before each call: A is rows-by-columns and every index of it has 32 bits, LSQ_EUSAGE,
 * LSQ_ELIMIT.  `call` and `name` are those of the function and of its argument. */
lsq_status lsq_check_view(const char *call, const char *name, lsq_const_view A, int64_t rows,
                          int64_t columns, lsq_error *error);

typedef enum lsq_op { LSQ_PLAIN, LSQ_TRANSPOSED } lsq_op;

/* ---- products ---- */

/* C = alpha op(A) op(B) + beta C; C overlaps neither. */
lsq_status lsq_multiply(const lsq_lapack *L, double alpha, lsq_const_view A, lsq_op op_a,
                        lsq_const_view B, lsq_op op_b, double beta, lsq_view C, lsq_error *error);

/* C = op(A) op(B), a new matrix; 0-by-0 on failure. */
lsq_status lsq_product_init(const lsq_lapack *L, lsq_matrix *C, lsq_const_view A, lsq_op op_a,
                            lsq_const_view B, lsq_op op_b, lsq_error *error);

/* y = alpha op(A) x + beta y, contiguous vectors. */
lsq_status lsq_multiply_vector(const lsq_lapack *L, double alpha, lsq_const_view A, lsq_op op,
                               const double *x, double beta, double *y, lsq_error *error);

/* y = alpha S x + beta y for a symmetric S. */
lsq_status lsq_multiply_symmetric(const lsq_lapack *L, double alpha, lsq_const_view S,
                                  const double *x, double beta, double *y, lsq_error *error);

/* G = alpha A'A + beta G. */
lsq_status lsq_gram(const lsq_lapack *L, double alpha, lsq_const_view A, double beta, lsq_view G,
                    lsq_error *error);

/* ---- triangles ---- */

/* B = op(R)^-1 B.  LSQ_ENUMERIC if a diagonal element is 0. */
lsq_status lsq_solve_triangle(const lsq_lapack *L, lsq_const_view R, lsq_op op, lsq_view B,
                              lsq_error *error);

/* R = (R'R)^-1, a symmetric matrix.  LSQ_ENUMERIC if a diagonal element is 0. */
lsq_status lsq_invert_gram(const lsq_lapack *L, lsq_view R, lsq_error *error);

/* *rcond = an estimate of 1 / (|R| |R^-1|) in the 1-norm, rarely off by more than a factor of 3; 1
 * for a 0-by-0 R, 0 for a singular one. */
lsq_status lsq_rcond_triangle(const lsq_lapack *L, lsq_const_view R, double *rcond,
                              lsq_error *error);

/* ---- factorisations ---- */

/* A = Q R, any shape: Householder vectors below the diagonal, R on and above; tau has min(m, n)
 * elements.  Backward stable. */
lsq_status lsq_factor_qr(const lsq_lapack *L, lsq_view A, double *tau, lsq_error *error);

/* C = op(Q) C for the Q of lsq_factor_qr (or _pivoted_qr), m-by-m as a product of reflectors. */
lsq_status lsq_apply_q(const lsq_lapack *L, lsq_const_view QR, const double *tau, lsq_op op,
                       lsq_view C, lsq_error *error);

/* A P = Q R with |R_11| >= |R_22| >= ...: column j of A P is column pivots[j] of A, 0-based. */
lsq_status lsq_factor_pivoted_qr(const lsq_lapack *L, lsq_view A, double *tau, int64_t *pivots,
                                 lsq_error *error);

/* [R; B] = Q [R'; 0]: fold the rows of B, m-by-k, into the triangle R, k-by-k.  B and T, nb-by-k
 * with 1 <= nb <= k, become the reflectors of Q for lsq_apply_fold; work, nb-by-k without gaps, is
 * scratch.  Backward stable. */
lsq_status lsq_fold_rows(const lsq_lapack *L, lsq_view R, lsq_view B, lsq_view T, lsq_view work,
                         lsq_error *error);

/* [C; F] = op(Q) [C; F] for the Q of lsq_fold_rows, C being k-by-q and F m-by-q: V is what B
 * became.  The first columns of V and T alone are the first reflectors, their number being k, and
 * then T may be cut to as many rows.  work, nb-by-q without gaps, is scratch. */
lsq_status lsq_apply_fold(const lsq_lapack *L, lsq_const_view V, lsq_const_view T, lsq_op op,
                          lsq_view C, lsq_view F, lsq_view work, lsq_error *error);

/* S = R'R.  *failed = -1, or the index of the first pivot that is not positive: the columns before
 * it are factored. */
lsq_status lsq_factor_cholesky(const lsq_lapack *L, lsq_view S, int64_t *failed, lsq_error *error);

/* P A = L U: L with a diagonal of ones below, U on and above the diagonal of one matrix; step j
 * exchanged rows j and pivots[j], 0-based.  To be cleared; a zeroed one may be too. */
typedef struct lsq_lu {
    lsq_matrix LU;
    int64_t *pivots;
} lsq_lu;

/* F = the factors of a square A, also of a singular one.  Backward stable in practice. */
lsq_status lsq_lu_init(const lsq_lapack *L, lsq_lu *F, lsq_const_view A, lsq_error *error);
void lsq_lu_clear(lsq_lu *F);

/* B = op(A)^-1 B.  LSQ_ENUMERIC if a pivot is 0. */
lsq_status lsq_solve_lu(const lsq_lapack *L, const lsq_lu *F, lsq_op op, lsq_view B,
                        lsq_error *error);

/* det A = result 2^exponent with 1/2 <= |result| < 1, or 0; neither overflows.  1 without rows. */
double lsq_determinant_lu(const lsq_lu *F, int64_t *exponent);

/* inverse = A^-1.  LSQ_ENUMERIC if A is singular, or so after changes of its elements by
 * a few roundings. */
lsq_status lsq_invert(const lsq_lapack *L, lsq_const_view A, lsq_view inverse, lsq_error *error);

/* A = U diag(sigma) V', m-by-n, with r = min(m, n) singular values descending: U m-by-r, Vt r-by-n.
 * A is destroyed.  Backward stable.  LSQ_ENUMERIC if the iteration does not converge. */
lsq_status lsq_factor_svd(const lsq_lapack *L, lsq_view A, lsq_view U, double *sigma, lsq_view Vt,
                          lsq_error *error);

/* S = V diag(lambda) V', eigenvalues ascending; V takes the place of S.  LSQ_ENUMERIC if the
 * iteration does not converge. */
lsq_status lsq_factor_eigen(const lsq_lapack *L, lsq_view S, double *lambda, lsq_error *error);

/* The eigenvalues re + i im of a square A in any order, conjugate pairs together and the one with
 * im > 0 first.  A is destroyed.  Backward stable.  LSQ_ENUMERIC if the iteration does not
 * converge. */
lsq_status lsq_eigenvalues(const lsq_lapack *L, lsq_view A, double *re, double *im,
                           lsq_error *error);

#endif
