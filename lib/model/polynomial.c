/* polynomial.c - polynomials in the columns with exact decimal coefficients.
 *
 * A sparse polynomial is an array of parts; every operation gathers parts and then merges: sort by
 * monomial, add up what belongs together, drop zeros.  Powers multiply by the base again and again,
 * which for sparse polynomials needs no more products than squaring does.  Each product of parts is
 * charged to the ring, those above 512 bits several times.  Fails as polynomial.h says.
 *
 * SPDX-License-Identifier: MIT */
#include "polynomial.h"

#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"

/* Parts on their way to a polynomial. */
typedef struct gathering {
    lsq_part *parts;
    int64_t count, capacity;
} gathering;

static int64_t longest(const lsq_polynomial *a) {
    int64_t bits = 0;
    for (int64_t i = 0; i < a->count; i++) {
        int64_t b = (int64_t)fmpz_bits(a->parts[i].value);
        bits = b > bits ? b : bits;
    }
    return bits;
}

/* A new part with coefficient 0; NULL for want of memory. */
static lsq_part *add_part(gathering *g, int64_t monomial, lsq_error *error) {
    if (lsq_grow(&g->parts, &g->capacity, g->count + 1, sizeof *g->parts, error))
        return NULL;
    lsq_part *part = &g->parts[g->count++];
    fmpz_init(part->value);
    part->exp10 = 0;
    part->monomial = monomial;
    return part;
}

/* Keep the coefficient without trailing zeros, and within the limits. */
static lsq_status tidy(lsq_part *part, lsq_error *error) {
    if (fmpz_is_zero(part->value))
        return LSQ_OK;
    fmpz_t ten;
    fmpz_init_set_ui(ten, 10);
    if (fmpz_is_even(part->value))
        part->exp10 += (int64_t)fmpz_remove(part->value, part->value, ten);
    fmpz_clear(ten);
    if (fmpz_bits(part->value) > LSQ_MAX_COEFFICIENT_BITS ||
        part->exp10 > LSQ_MAX_COEFFICIENT_EXP10 || part->exp10 < -LSQ_MAX_COEFFICIENT_EXP10)
        return lsq_fail(error, LSQ_EFORMULA, "a coefficient gets more than %d digits",
                        LSQ_MAX_COEFFICIENT_EXP10);
    return LSQ_OK;
}

/* a += b, both of the same monomial and within the limits */
static lsq_status add_coefficient(lsq_part *a, const lsq_part *b, lsq_error *error) {
    fmpz_t ten, aligned;
    int64_t shift = b->exp10 - a->exp10;
    if (shift == 0) {
        fmpz_add(a->value, a->value, b->value);
        return tidy(a, error);
    }
    fmpz_init(aligned);
    fmpz_init_set_ui(ten, 10);
    fmpz_pow_ui(ten, ten, (ulong)(shift < 0 ? -shift : shift));
    if (shift > 0) {
        fmpz_mul(aligned, b->value, ten);
        fmpz_add(a->value, a->value, aligned);
    } else {
        fmpz_mul(aligned, a->value, ten);
        fmpz_add(a->value, aligned, b->value);
        a->exp10 = b->exp10;
    }
    fmpz_clear(aligned);
    fmpz_clear(ten);
    return tidy(a, error);
}

static int by_monomial(const void *left, const void *right) {
    const lsq_part *a = left, *b = right;
    return (a->monomial > b->monomial) - (a->monomial < b->monomial);
}

void lsq_polynomial_sort(lsq_polynomial *a) {
    if (a->count > 1)
        qsort(a->parts, (size_t)a->count, sizeof *a->parts, by_monomial);
}

/* Sort the parts, add up those of one monomial, drop zeros. */
static lsq_status merge(gathering *g, lsq_error *error) {
    lsq_polynomial all = {g->parts, g->count};
    lsq_status status = LSQ_OK;
    int64_t kept = 0;
    lsq_polynomial_sort(&all);
    for (int64_t i = 0; i < g->count;) {
        lsq_part sum = g->parts[i++];
        for (; i < g->count && g->parts[i].monomial == sum.monomial; i++) {
            if (!status)
                status = add_coefficient(&sum, &g->parts[i], error);
            fmpz_clear(g->parts[i].value);
        }
        if (fmpz_is_zero(sum.value))
            fmpz_clear(sum.value);
        else
            g->parts[kept++] = sum;
    }
    g->count = kept;
    return status;
}

/* Give the parts to r, or on failure clear them and return it. */
static lsq_status finish(gathering *g, lsq_polynomial *r, lsq_status status, lsq_error *error) {
    if (!status)
        status = merge(g, error);
    *r = (lsq_polynomial){g->parts, g->count};
    if (status || !g->count)
        lsq_polynomial_clear(r);
    return status;
}

lsq_status lsq_polynomial_constant(lsq_polynomial *r, const fmpz_t value, int64_t exp10,
                                   lsq_error *error) {
    gathering g = {0};
    lsq_status status = LSQ_OK;
    lsq_part *part = add_part(&g, 0, error);
    if (!part)
        return finish(&g, r, LSQ_ENOMEM, error);
    fmpz_set(part->value, value);
    part->exp10 = exp10;
    status = tidy(part, error);
    return finish(&g, r, status, error);
}

lsq_status lsq_polynomial_column(lsq_ring *ring, lsq_polynomial *r, int64_t column, int64_t power,
                                 lsq_error *error) {
    gathering g = {0};
    lsq_factor factor = {column, power};
    int64_t monomial = 0;
    lsq_status status = lsq_ring_add(ring, &factor, power > 0, &monomial, error);
    lsq_part *part = status ? NULL : add_part(&g, monomial, error);
    if (part)
        fmpz_one(part->value);
    else if (!status)
        status = LSQ_ENOMEM;
    return finish(&g, r, status, error);
}

lsq_status lsq_polynomial_sum(lsq_ring *ring, lsq_polynomial *r, const lsq_polynomial *terms,
                              const char *signs, int64_t count, lsq_error *error) {
    gathering g = {0};
    lsq_status status = LSQ_OK;
    for (int64_t t = 0; t < count && !status; t++) {
        status = lsq_ring_spend(ring, terms[t].count * (1 + longest(&terms[t]) / 512), error);
        for (int64_t i = 0; i < terms[t].count && !status; i++) {
            const lsq_part *from = &terms[t].parts[i];
            lsq_part *part = add_part(&g, from->monomial, error);
            if (!part) {
                status = LSQ_ENOMEM;
                break;
            }
            fmpz_set(part->value, from->value);
            if (signs[t] == '-')
                fmpz_neg(part->value, part->value);
            part->exp10 = from->exp10;
        }
    }
    return finish(&g, r, status, error);
}

static lsq_status multiply_parts(lsq_ring *ring, gathering *g, const lsq_part *a, const lsq_part *b,
                                 lsq_error *error) {
    int64_t monomial = 0;
    lsq_status status = lsq_ring_multiply(ring, a->monomial, b->monomial, &monomial, error);
    if (status)
        return status;
    lsq_part *part = add_part(g, monomial, error);
    if (!part)
        return LSQ_ENOMEM;
    fmpz_mul(part->value, a->value, b->value);
    part->exp10 = a->exp10 + b->exp10;
    return tidy(part, error);
}

lsq_status lsq_polynomial_mul(lsq_ring *ring, lsq_polynomial *r, const lsq_polynomial *a,
                              const lsq_polynomial *b, lsq_error *error) {
    enum { MERGED = 1 << 15 }; /* parts that may wait before they are merged */
    gathering g = {0};
    int64_t unit = 1 + (longest(a) + longest(b)) / 512, full = MERGED;
    lsq_status status = LSQ_OK;
    for (int64_t i = 0; i < a->count && !status; i++) {
        status = lsq_ring_spend(ring, b->count * unit, error);
        for (int64_t j = 0; j < b->count && !status; j++)
            status = multiply_parts(ring, &g, &a->parts[i], &b->parts[j], error);
        if (!status && g.count > full) {
            status = merge(&g, error);
            full = 2 * g.count > MERGED ? 2 * g.count : MERGED;
        }
    }
    return finish(&g, r, status, error);
}

lsq_status lsq_polynomial_pow(lsq_ring *ring, lsq_polynomial *r, const lsq_polynomial *a, int64_t k,
                              lsq_error *error) {
    fmpz_t one;
    fmpz_init_set_ui(one, 1);
    lsq_status status = lsq_polynomial_constant(r, one, 0, error);
    fmpz_clear(one);
    for (int64_t i = 0; i < k && !status; i++) {
        lsq_polynomial next = {0};
        status = lsq_polynomial_mul(ring, &next, r, a, error);
        lsq_polynomial_clear(r);
        *r = next;
    }
    return status;
}

/* One part of a derivative: d/d column of coefficient * monomial. */
typedef struct slope {
    int64_t column;
    lsq_part part;
} slope;

static int by_column(const void *left, const void *right) {
    const slope *a = left, *b = right;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    return by_monomial(&a->part, &b->part);
}

/* The derivatives of one part by the columns of its monomial, one after the other. */
static lsq_status add_slopes(lsq_ring *ring, slope **slopes, int64_t *count, int64_t *capacity,
                             const lsq_part *part, lsq_error *error) {
    int64_t n = 0;
    lsq_factor factors[LSQ_MAX_DEGREE], rest[LSQ_MAX_DEGREE];
    const lsq_factor *own = lsq_ring_factors(ring, part->monomial, &n);
    if (n)
        memcpy(factors, own, (size_t)n * sizeof *factors);
    lsq_status status = lsq_ring_spend(ring, n, error);
    for (int64_t i = 0; i < n && !status; i++) {
        int64_t m = 0, monomial = 0;
        for (int64_t j = 0; j < n; j++)
            if (j != i || factors[j].power > 1)
                rest[m++] = (lsq_factor){factors[j].column, factors[j].power - (j == i)};
        if ((status = lsq_ring_add(ring, rest, m, &monomial, error)) ||
            (status = lsq_grow(slopes, capacity, *count + 1, sizeof **slopes, error)))
            return status;
        slope *s = &(*slopes)[(*count)++];
        s->column = factors[i].column;
        fmpz_init(s->part.value);
        fmpz_mul_ui(s->part.value, part->value, (ulong)factors[i].power);
        s->part.exp10 = part->exp10;
        s->part.monomial = monomial;
        status = tidy(&s->part, error);
    }
    return status;
}

/* Cut the sorted slopes into one polynomial a column; those that have moved are counted in
 * *moved. */
static lsq_status cut_slopes(lsq_derivative **by, int64_t *n_by, const slope *slopes, int64_t count,
                             int64_t *moved, lsq_error *error) {
    int64_t capacity = 0;
    for (int64_t i = 0, n = 0; i < count; i += n) {
        for (n = 1; i + n < count && slopes[i + n].column == slopes[i].column; n++)
            ;
        lsq_status status;
        if ((status = lsq_grow(by, &capacity, *n_by + 1, sizeof **by, error)))
            return status;
        lsq_derivative *d = &(*by)[*n_by];
        d->column = slopes[i].column;
        if ((status = lsq_alloc(&d->value.parts, n, sizeof *d->value.parts, error)))
            return status;
        for (; d->value.count < n; d->value.count++)
            d->value.parts[d->value.count] = slopes[*moved + d->value.count].part;
        *moved += n;
        ++*n_by;
    }
    return LSQ_OK;
}

lsq_status lsq_polynomial_derivatives(lsq_ring *ring, lsq_derivative **by, int64_t *n_by,
                                      const lsq_polynomial *a, lsq_error *error) {
    slope *slopes = NULL;
    int64_t count = 0, capacity = 0, moved = 0;
    lsq_status status = LSQ_OK;
    *by = NULL;
    *n_by = 0;
    for (int64_t i = 0; i < a->count && !status; i++)
        status = add_slopes(ring, &slopes, &count, &capacity, &a->parts[i], error);
    if (!status && count > 1)
        qsort(slopes, (size_t)count, sizeof *slopes, by_column);
    if (!status)
        status = cut_slopes(by, n_by, slopes, count, &moved, error);
    for (int64_t i = moved; i < count; i++)
        fmpz_clear(slopes[i].part.value);
    free(slopes);
    if (status) {
        lsq_derivatives_clear(*by, *n_by);
        *by = NULL;
        *n_by = 0;
    }
    return status;
}

void lsq_polynomial_clear(lsq_polynomial *a) {
    for (int64_t i = 0; i < a->count; i++)
        fmpz_clear(a->parts[i].value);
    free(a->parts);
    memset(a, 0, sizeof *a);
}

void lsq_derivatives_clear(lsq_derivative *by, int64_t n_by) {
    for (int64_t i = 0; i < n_by; i++)
        lsq_polynomial_clear(&by[i].value);
    free(by);
}
