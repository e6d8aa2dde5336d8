/* moments.c - the exact accumulator: add, merge, subtract.
 *
 *   M_ij = sum over rows z_i z_j = M[i,j] 10^(exp10_i + exp10_j) 2^(exp2_i + exp2_j),   M[i,j] an
 * integer
 *
 * All three operations bring both sides to the finer unit of each column, by multiplying with
 * powers of ten and two, and then add integers: associative, commutative and invertible, whatever
 * the order of rows, blocks or machines.  Blocks of rows of one unit pend as products of slices and
 * come to M together, as if they were one.
 *
 * SPDX-License-Identifier: MIT */
#include "moments.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/doubles.h"
#include "../base/error.h"
#include "../base/memory.h"
#include "../exact/powers.h"

static int64_t packed_size(int64_t k) {
    return k * (k + 1) / 2;
}

/* As lsq_moments_new, k counted with the constant. */
static lsq_status make(lsq_moments **moments, int64_t k, lsq_error *error) {
    *moments = NULL;
    lsq_moments *m;
    lsq_status status = lsq_alloc(&m, 1, sizeof *m, error);
    if (status)
        return status;
    m->k = k;
    lsq_products_init(&m->work, k);
    status = lsq_alloc(&m->M, packed_size(k), sizeof *m->M, error);
    if (!status)
        status = lsq_alloc(&m->exp10, k, sizeof *m->exp10, error);
    if (!status)
        status = lsq_alloc(&m->exp2, k, sizeof *m->exp2, error);
    if (!status)
        status = lsq_alloc(&m->pending10, k, sizeof *m->pending10, error);
    if (!status)
        status = lsq_alloc(&m->pending2, k, sizeof *m->pending2, error);
    if (status)
        lsq_moments_free(m);
    else
        *moments = m;
    return status;
}

lsq_status lsq_moments_new(lsq_moments **moments, int64_t columns, lsq_error *error) {
    if (!moments)
        return lsq_fail(error, LSQ_EUSAGE, "moments is NULL");
    *moments = NULL;
    if (columns < 0 || columns > INT32_MAX)
        return lsq_fail(error, LSQ_EUSAGE, "%lld columns: moments have 0 to %d", (long long)columns,
                        INT32_MAX);
    return make(moments, columns + 1, error);
}

void lsq_moments_free(lsq_moments *m) {
    if (!m)
        return;
    for (int64_t i = 0; m->M && i < packed_size(m->k); i++)
        fmpz_clear(m->M + i);
    free(m->M);
    free(m->exp10);
    free(m->exp2);
    free(m->pending10);
    free(m->pending2);
    lsq_products_clear(&m->work);
    lsq_integers_free(m->Z, m->k);
    free(m);
}

void lsq_moments_reset(lsq_moments *m) {
    if (!m)
        return;
    for (int64_t i = 0; i < packed_size(m->k); i++)
        fmpz_zero(m->M + i);
    memset(m->exp10, 0, (size_t)m->k * sizeof *m->exp10);
    memset(m->exp2, 0, (size_t)m->k * sizeof *m->exp2);
    lsq_products_reset(&m->work);
    m->pending = 0;
}

lsq_status lsq_moments_clone(lsq_moments **clone, const lsq_moments *m, lsq_error *error) {
    if (!clone)
        return lsq_fail(error, LSQ_EUSAGE, "clone is NULL");
    *clone = NULL;
    if (!m)
        return lsq_fail(error, LSQ_EUSAGE, "moments is NULL");
    lsq_moments_settle(m);
    lsq_status status = make(clone, m->k, error);
    if (status)
        return status;
    _fmpz_vec_set((*clone)->M, m->M, packed_size(m->k));
    memcpy((*clone)->exp10, m->exp10, (size_t)m->k * sizeof *m->exp10);
    memcpy((*clone)->exp2, m->exp2, (size_t)m->k * sizeof *m->exp2);
    return LSQ_OK;
}

lsq_status lsq_moments_pick(lsq_moments **picked, const lsq_moments *from, const int64_t *columns,
                            int64_t k, lsq_error *error) {
    lsq_moments_settle(from);
    lsq_status status = make(picked, k, error);
    for (int64_t j = 0; !status && j < k; j++) {
        int64_t b = columns[j];
        (*picked)->exp10[j] = from->exp10[b];
        (*picked)->exp2[j] = from->exp2[b];
        for (int64_t i = 0; i <= j; i++) {
            int64_t a = columns[i];
            fmpz_set((*picked)->M + lsq_packed(i, j),
                     from->M + (a < b ? lsq_packed(a, b) : lsq_packed(b, a)));
        }
    }
    return status;
}

int64_t lsq_moments_rows(const lsq_moments *m) {
    if (m)
        lsq_moments_settle(m);
    return m ? fmpz_get_si(m->M) : 0;
}

int64_t lsq_moments_columns(const lsq_moments *m) {
    return m ? m->k - 1 : 0;
}

/* v *= 10^tens 2^twos; *ten caches 10^*tens_of. */
static void scale(fmpz_t v, int64_t tens, int64_t twos, fmpz_t ten, int64_t *tens_of) {
    if (tens) {
        if (*tens_of != tens) {
            lsq_integer_ten(ten, tens);
            *tens_of = tens;
        }
        fmpz_mul(v, v, ten);
    }
    if (twos)
        fmpz_mul_2exp(v, v, (ulong)twos);
}

/* 1 if all moments of column j are zero: it has no unit of its own then and takes any. */
static int is_zero_column(const fmpz *P, int64_t k, int64_t j) {
    for (int64_t i = 0; i < k; i++)
        if (!fmpz_is_zero(P + (i < j ? lsq_packed(i, j) : lsq_packed(j, i))))
            return 0;
    return 1;
}

/* Bring column j to the unit 10^exp10 2^exp2 where that is finer. */
static void refine(lsq_moments *m, int64_t j, int64_t exp10, int64_t exp2) {
    if (is_zero_column(m->M, m->k, j)) {
        m->exp10[j] = exp10;
        m->exp2[j] = exp2;
        return;
    }
    int64_t tens = exp10 < m->exp10[j] ? m->exp10[j] - exp10 : 0;
    int64_t twos = exp2 < m->exp2[j] ? m->exp2[j] - exp2 : 0;
    if (!tens && !twos)
        return;
    fmpz_t ten;
    fmpz_init(ten);
    int64_t tens_of = -1;
    for (int64_t i = 0; i < m->k; i++) {
        fmpz *v = m->M + (i < j ? lsq_packed(i, j) : lsq_packed(j, i));
        scale(v, tens, twos, ten, &tens_of);
        if (i == j)
            scale(v, tens, twos, ten, &tens_of);
    }
    fmpz_clear(ten);
    m->exp10[j] -= tens;
    m->exp2[j] -= twos;
}

/* M += sign P, where P is packed with units 10^exp10 2^exp2. */
static void add_packed(lsq_moments *m, const fmpz *P, const int64_t *exp10, const int64_t *exp2,
                       int sign) {
    for (int64_t j = 0; j < m->k; j++)
        if (!is_zero_column(P, m->k, j))
            refine(m, j, exp10[j], exp2[j]);
    fmpz_t t, ten;
    fmpz_init(t);
    fmpz_init(ten);
    int64_t tens_of = -1;
    for (int64_t j = 0; j < m->k; j++)
        for (int64_t i = 0; i <= j; i++) {
            const fmpz *v = P + lsq_packed(i, j);
            if (fmpz_is_zero(v))
                continue;
            fmpz_set(t, v);
            scale(t, exp10[i] - m->exp10[i] + exp10[j] - m->exp10[j],
                  exp2[i] - m->exp2[i] + exp2[j] - m->exp2[j], ten, &tens_of);
            fmpz *sum = m->M + lsq_packed(i, j);
            if (sign > 0)
                fmpz_add(sum, sum, t);
            else
                fmpz_sub(sum, sum, t);
        }
    fmpz_clear(ten);
    fmpz_clear(t);
}

void lsq_moments_settle(const lsq_moments *settled) {
    lsq_moments *m = (lsq_moments *)settled; /* M is moved, not changed; all are made by `make` */
    if (!m->pending)
        return;
    add_packed(m, lsq_products_all(&m->work), m->pending10, m->pending2, 1);
    lsq_products_reset(&m->work);
    m->pending = 0;
}

/* Doubles under the finer unit 2^exp2. */
static void lower(lsq_integers *a, int64_t exp2) {
    a->bits += a->exp2 - exp2;
    a->exp2 = exp2;
}

/* The finest unit 2^exp2 that doubles can stand under in slices of so many bits together: there is
 * a limit for doubles (integers.h). */
static int64_t finest_unit(const lsq_integers *a, int64_t room) {
    int64_t unit = a->exp2 + a->bits - (room < LSQ_DOUBLE_BITS ? room : LSQ_DOUBLE_BITS);
    return unit > -1022 ? unit : -1022;
}

/* 1 if the block has, or its doubles got, the units of what pends.  Columns of zeros have none. */
static int take_units(const lsq_moments *m, lsq_integers *Z) {
    int same = 1;
    for (int64_t j = 0; j < m->k; j++) {
        int64_t pending = m->pending2[j], room = lsq_products_room(&m->work, j);
        if (Z[j].x && Z[j].bits && pending < Z[j].exp2 && pending >= finest_unit(&Z[j], room))
            lower(&Z[j], pending);
        same &= !Z[j].bits || (Z[j].exp10 == m->pending10[j] && Z[j].exp2 == m->pending2[j]);
    }
    return same;
}

/* The units of the block become those of what pends.  Doubles that differ from the blocks before
 * take the finest unit there is room for, but for one bit for numbers of twice the size. */
static void set_units(lsq_moments *m, lsq_integers *Z, int differ) {
    for (int64_t j = 0; j < m->k; j++) {
        int64_t unit = finest_unit(&Z[j], lsq_products_room(&m->work, j) - 1);
        if (differ && Z[j].x && Z[j].bits && Z[j].exp2 != m->pending2[j] && unit < Z[j].exp2)
            lower(&Z[j], unit);
        if (Z[j].bits) {
            m->pending10[j] = Z[j].exp10;
            m->pending2[j] = Z[j].exp2;
        }
    }
}

/* LSQ_ELIMIT if `more` rows would carry the count beyond an int64_t. */
static lsq_status check_rows(const lsq_moments *m, const fmpz_t more, lsq_error *error) {
    fmpz_t sum;
    fmpz_init(sum);
    fmpz_add(sum, m->M, more);
    int fits = fmpz_cmp_si(sum, INT64_MAX) <= 0;
    fmpz_clear(sum);
    return fits ? LSQ_OK
                : lsq_fail(error, LSQ_ELIMIT, "the moments would count more than 2^63 rows");
}

lsq_status lsq_moments_add_block(lsq_moments *m, lsq_integers *Z, lsq_error *error) {
    fmpz_t rows;
    fmpz_init_set_si(rows, (slong)(m->pending + Z[0].rows));
    lsq_status status = check_rows(m, rows, error);
    fmpz_clear(rows);
    if (status)
        return status;
    lsq_stopwatch_start(m->work.watch);
    status = Z[0].rows ? lsq_products_plan(&m->work, Z, error) : LSQ_OK;
    if (status || !Z[0].rows)
        return status;
    int differ = m->pending && !take_units(m, Z);
    if (differ)
        lsq_moments_settle(m);
    if (!m->pending)
        set_units(m, Z, differ);
    lsq_products_add(&m->work, Z);
    m->pending += Z[0].rows;
    return LSQ_OK;
}

/* The first NaN or Inf of D as an error with its row and column, 1-based. */
static lsq_status check_finite(lsq_doubles D, lsq_error *error) {
    if (lsq_all_finite(D))
        return LSQ_OK;
    for (int64_t j = 0; j < D.columns; j++)
        for (int64_t i = 0; i < D.rows; i++)
            if (!isfinite(D.data[i * D.row_stride + j * D.column_stride]))
                return lsq_fail(error, LSQ_EDATA, "row %lld, column %lld is %s", (long long)i + 1,
                                (long long)j + 1,
                                isnan(D.data[i * D.row_stride + j * D.column_stride]) ? "NaN"
                                                                                      : "infinite");
    return LSQ_OK;
}

/* Add the block of rows that begins with `at` to sum, by way of the columns of m. */
static lsq_status add_doubles(lsq_moments *sum, lsq_moments *m, lsq_doubles D, int64_t at,
                              lsq_error *error) {
    int64_t rows = D.rows - at < LSQ_BLOCK_ROWS ? D.rows - at : LSQ_BLOCK_ROWS;
    lsq_status status = m->Z ? LSQ_OK : lsq_integers_new(&m->Z, m->k, error);
    if (!status)
        status = lsq_integers_one(&m->Z[0], rows, error);
    for (int64_t j = 0; !status && j < D.columns; j++)
        status = lsq_integers_from_doubles(m->work.simd, &m->Z[j + 1],
                                           D.data + at * D.row_stride + j * D.column_stride,
                                           D.row_stride, rows, error);
    return status ? status : lsq_moments_add_block(sum, m->Z, error);
}

lsq_status lsq_moments_add(lsq_moments *m, lsq_doubles D, lsq_error *error) {
    if (!m)
        return lsq_fail(error, LSQ_EUSAGE, "moments is NULL");
    if (D.rows < 0 || (D.rows && D.columns && !D.data))
        return lsq_fail(error, LSQ_EUSAGE, "a matrix of %lld rows without data", (long long)D.rows);
    if (D.columns != m->k - 1)
        return lsq_fail(error, LSQ_EUSAGE, "block has %lld columns, moments were made for %lld",
                        (long long)D.columns, (long long)m->k - 1);
    lsq_status status = check_finite(D, error);
    if (status)
        return status;
    if (D.rows <= LSQ_BLOCK_ROWS)
        return add_doubles(m, m, D, 0, error);
    lsq_moments *sum = NULL; /* so that a failure half-way changes nothing */
    status = make(&sum, m->k, error);
    for (int64_t at = 0; !status && at < D.rows; at += LSQ_BLOCK_ROWS)
        status = add_doubles(sum, m, D, at, error);
    if (!status)
        status = lsq_moments_merge(m, sum, error);
    lsq_moments_free(sum);
    return status;
}

static lsq_status check_pair(const lsq_moments *into, const lsq_moments *from, lsq_error *error) {
    if (!into || !from)
        return lsq_fail(error, LSQ_EUSAGE, "moments is NULL");
    if (into->k != from->k)
        return lsq_fail(error, LSQ_EUSAGE, "moments of %lld columns meet moments of %lld columns",
                        (long long)into->k - 1, (long long)from->k - 1);
    lsq_moments_settle(into);
    lsq_moments_settle(from);
    return LSQ_OK;
}

lsq_status lsq_moments_merge(lsq_moments *into, const lsq_moments *from, lsq_error *error) {
    lsq_status status = check_pair(into, from, error);
    if (!status)
        status = check_rows(into, from->M, error);
    if (!status)
        add_packed(into, from->M, from->exp10, from->exp2, 1);
    return status;
}

lsq_status lsq_moments_subtract(lsq_moments *into, const lsq_moments *from, lsq_error *error) {
    lsq_status status = check_pair(into, from, error);
    if (status)
        return status;
    if (fmpz_cmp(into->M, from->M) < 0)
        return lsq_fail(error, LSQ_EUSAGE, "cannot take %lld rows out of %lld",
                        (long long)lsq_moments_rows(from), (long long)lsq_moments_rows(into));
    add_packed(into, from->M, from->exp10, from->exp2, -1);
    return LSQ_OK;
}

int lsq_moments_equal(const lsq_moments *a, const lsq_moments *b) {
    if (!a || !b || a->k != b->k)
        return a == b;
    lsq_moments_settle(b);
    lsq_moments *difference;
    if (lsq_moments_clone(&difference, a, NULL))
        return 0;
    add_packed(difference, b->M, b->exp10, b->exp2, -1);
    int equal = _fmpz_vec_is_zero(difference->M, packed_size(a->k));
    lsq_moments_free(difference);
    return equal;
}
