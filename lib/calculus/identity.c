/* identity.c - cases of identities, and their two sides.
 *
 * The functions are smooth, of elements of size 1 and without noise but their rounding, so the step
 * needs no search, as it does for functions of others: a difference freed of its h^2 is wrong by
 * about h^4 |f^(5)| / 500 from truncation and u |f| / h from rounding, 1e-13 |f^(5)| and 1e-13 |f|
 * for h = 2^-9.  A formula that is right stays far below 1e-6, and one that is wrong by 1e-5 of its
 * largest element is above.
 *
 * SPDX-License-Identifier: MIT */
#include "identity.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../base/random.h"

static const double threshold = 1e-6; /* as of the gradient check, but for each element */

/* ---- cases ---- */

/* The size that a letter or digit of a shape stands for; "" stands for one column. */
static int64_t size_of(char letter, const int64_t sizes[3]) {
    static const char letters[] = "mnkMNK";
    if (letter >= '1' && letter <= '9')
        return letter - '0';
    const char *found = letter ? strchr(letters, letter) : NULL;
    if (!found)
        return 1;
    int64_t i = found - letters, size = sizes[i % 3];
    return i >= 3 && size < 2 ? 2 : size;
}

static void shape_of(const char *shape, const int64_t sizes[3], int64_t *rows, int64_t *columns) {
    *rows = size_of(shape[0], sizes);
    *columns = size_of(shape[0] ? shape[1] : '\0', sizes);
}

/* Multiples of 2^-40 between 1/4 and 1 in size, so that steps from them are exact. */
static void draw(lsq_matrix *A, uint64_t *state) {
    for (int64_t i = 0; i < A->rows * A->columns; i++) {
        int64_t size = (INT64_C(1) << 38) + lsq_random_below(state, INT64_C(3) << 38);
        A->data[i] = ldexp((double)(lsq_random_word(state) & 1 ? size : -size), -40);
    }
}

static void append_shape(char *text, size_t size, const char *name, const lsq_matrix *A) {
    size_t used = strlen(text);
    const char *comma = used ? ", " : "";
    if (A->columns == 1)
        snprintf(text + used, size - used, "%s%s %lld", comma, name, (long long)A->rows);
    else
        snprintf(text + used, size - used, "%s%s %lld×%lld", comma, name, (long long)A->rows,
                 (long long)A->columns);
}

/* The next name and shape of `given`, for the matrix A. */
static lsq_status read_given(const char **given, lsq_matrix *A, lsq_case *c, lsq_error *error) {
    char name[16], shape[4];
    int read = 0;
    int found = sscanf(*given, "%15s %3[^, ]%n", name, shape, &read);
    assert(found == 2);
    (void)found;
    *given += read;
    *given += strspn(*given, ", ");
    int64_t rows, columns;
    shape_of(shape, c->sizes, &rows, &columns);
    lsq_status status = lsq_matrix_init(A, rows, columns, NULL, error);
    if (status)
        return status;
    draw(A, &c->state);
    append_shape(c->shapes, sizeof c->shapes, name, A);
    return LSQ_OK;
}

lsq_status lsq_case_init(lsq_case *c, const lsq_identity *row, const lsq_lapack *L,
                         const int64_t sizes[3], uint64_t *state, lsq_error *error) {
    *c = (lsq_case){.L = L, .sizes = {sizes[0], sizes[1], sizes[2]}, .state = *state};
    shape_of(row->f, sizes, &c->f_rows, &c->f_columns);
    const char *given = row->given;
    lsq_status status = read_given(&given, &c->X, c, error);
    while (!status && *given) {
        assert(c->constants < LSQ_CASE_CONSTANTS);
        status = read_given(&given, &c->a[c->constants++], c, error);
    }
    if (!status && row->prepare)
        status = row->prepare(c, error);
    *state = c->state;
    if (status)
        lsq_case_clear(c);
    return status;
}

void lsq_case_clear(lsq_case *c) {
    for (int64_t i = 0; i < c->constants; i++)
        lsq_matrix_clear(&c->a[i]);
    lsq_matrix_clear(&c->X);
}

void lsq_make_well_conditioned(lsq_matrix *A) {
    assert(A->rows == A->columns);
    for (int64_t j = 0; j < A->columns; j++)
        for (int64_t i = 0; i < A->rows; i++) {
            double *x = &A->data[i + j * A->rows];
            *x = *x / (double)(2 * A->rows) + (i == j);
        }
}

lsq_status lsq_prepare_invertible(lsq_case *c, lsq_error *error) {
    (void)error;
    lsq_make_well_conditioned(&c->X);
    return LSQ_OK;
}

/* ---- sides ---- */

/* row = (f(X + h e_j) - f(X - h e_j)) / 2h, one element of X moved; `work` holds two values of f */
static lsq_status central(const lsq_identity *row, const lsq_case *c, lsq_matrix *X, int64_t j,
                          double h, lsq_matrix *work, double *d, lsq_error *error) {
    int64_t values = c->f_rows * c->f_columns;
    double x = X->data[j];
    lsq_status status = LSQ_OK;
    for (int side = 0; side < 2 && !status; side++) {
        X->data[j] = side ? x - h : x + h;
        lsq_view f = {work->data + side * values, c->f_rows, c->f_columns, c->f_rows};
        status = row->value(c, lsq_matrix_look(X), f, error);
    }
    X->data[j] = x;
    for (int64_t i = 0; i < values && !status; i++)
        d[i] = (work->data[i] - work->data[values + i]) / (2 * h);
    return status;
}

/* J = the Jacobian of vec f by vec X. */
static lsq_status differences(lsq_matrix *J, const lsq_identity *row, const lsq_case *c,
                              lsq_error *error) {
    const double h = 0x1p-9;
    int64_t values = c->f_rows * c->f_columns;
    lsq_matrix X = {0}, work = {0}, d = {0};
    lsq_status status = lsq_matrix_init(&X, c->X.rows, c->X.columns, NULL, error);
    if (!status)
        status = lsq_copy(lsq_matrix_view(&X), lsq_variable(c), error);
    if (!status)
        status = lsq_matrix_init(&work, values, 2, NULL, error);
    if (!status)
        status = lsq_matrix_init(&d, values, 2, NULL, error);
    for (int64_t j = 0; j < J->columns && !status; j++) {
        status = central(row, c, &X, j, h, &work, d.data, error);
        if (!status)
            status = central(row, c, &X, j, h / 2, &work, d.data + values, error);
        for (int64_t i = 0; i < values && !status; i++)
            J->data[i + j * values] = (4 * d.data[values + i] - d.data[i]) / 3;
    }
    lsq_matrix_clear(&d);
    lsq_matrix_clear(&work);
    lsq_matrix_clear(&X);
    return status;
}

/* A = A' */
static lsq_status transpose(lsq_matrix *A, lsq_error *error) {
    lsq_matrix T = {0};
    lsq_status status = lsq_matrix_init(&T, A->columns, A->rows, NULL, error);
    if (!status)
        status = lsq_copy_transposed(lsq_matrix_view(&T), lsq_matrix_look(A), error);
    lsq_matrix_clear(A);
    *A = T;
    return status;
}

/* Is this not the layout of what the kind of the identity asks for? */
static int is_turned(const lsq_identity *row, lsq_layout layout) {
    lsq_layout own = row->kind == LSQ_OF_SCALAR ? LSQ_DENOMINATOR : LSQ_NUMERATOR;
    return row->kind != LSQ_OF_EQUATION && layout != own;
}

/* Differences come as the Jacobian of one row where a gradient, the same numbers in the same order,
 * is asked for. */
lsq_status lsq_identity_truth(lsq_matrix *truth, const lsq_identity *row, const lsq_case *c,
                              lsq_layout layout, lsq_error *error) {
    int equation = row->kind == LSQ_OF_EQUATION;
    int64_t rows = equation ? c->f_rows : c->f_rows * c->f_columns;
    int64_t columns = equation ? c->f_columns : c->X.rows * c->X.columns;
    lsq_status status = lsq_matrix_init(truth, rows, columns, NULL, error);
    if (!status)
        status = equation ? row->value(c, lsq_variable(c), lsq_matrix_view(truth), error)
                          : differences(truth, row, c, error);
    if (!status && row->kind == LSQ_OF_SCALAR) {
        truth->rows = c->X.rows;
        truth->columns = c->X.columns;
    }
    if (!status && is_turned(row, layout))
        status = transpose(truth, error);
    if (status)
        lsq_matrix_clear(truth);
    return status;
}

lsq_status lsq_identity_claim(lsq_matrix *claim, const lsq_identity *row, const lsq_case *c,
                              lsq_layout layout, lsq_error *error) {
    int64_t rows = c->f_rows, columns = c->f_columns;
    if (row->printed)
        shape_of(row->printed, c->sizes, &rows, &columns);
    else if (row->kind == LSQ_OF_SCALAR)
        rows = c->X.rows, columns = c->X.columns;
    else if (row->kind == LSQ_OF_VECTOR)
        rows *= columns, columns = c->X.rows * c->X.columns;
    lsq_status status = lsq_matrix_init(claim, rows, columns, NULL, error);
    if (!status)
        status = row->formula_at(c, lsq_matrix_view(claim), error);
    if (!status && is_turned(row, layout) && !row->printed)
        status = transpose(claim, error);
    if (status)
        lsq_matrix_clear(claim);
    return status;
}

double lsq_identity_error(lsq_const_view truth, lsq_const_view claim) {
    if (truth.rows != claim.rows || truth.columns != claim.columns || !lsq_is_finite(truth) ||
        !lsq_is_finite(claim))
        return INFINITY;
    double difference = 0;
    for (int64_t j = 0; j < truth.columns; j++)
        for (int64_t i = 0; i < truth.rows; i++)
            difference = fmax(difference, fabs(lsq_at(truth, i, j) - lsq_at(claim, i, j)));
    double size = fmax(lsq_norm_max(truth), lsq_norm_max(claim));
    return difference == 0 ? 0 : difference / size;
}

lsq_verdict lsq_identity_verdict(double error) {
    return error <= threshold ? LSQ_AGREES : LSQ_DIFFERS;
}
