/* integers.c - decimals and doubles brought to one scale a block, and their exact products.
 *
 * An fmpz below 2^62 is its own word (FLINT), so the usual cell is scaled by one checked 64-bit
 * multiplication with a tabled power of ten; longer ones go through fmpz_mul.  O(rows).
 *
 * SPDX-License-Identifier: MIT */
#include "integers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "powers.h"

static void clear_values(fmpz *z) {
    for (int64_t i = 0; z && i < LSQ_BLOCK_ROWS; i++)
        fmpz_clear(z + i);
    free(z);
}

lsq_status lsq_decimals_init(lsq_decimals *d, lsq_error *error) {
    memset(d, 0, sizeof *d);
    lsq_status status = lsq_alloc(&d->value, LSQ_BLOCK_ROWS, sizeof *d->value, error);
    if (!status)
        status = lsq_alloc(&d->exp10, LSQ_BLOCK_ROWS, sizeof *d->exp10, error);
    if (status)
        lsq_decimals_clear(d);
    return status;
}

void lsq_decimals_clear(lsq_decimals *d) {
    clear_values(d->value);
    free(d->exp10);
    memset(d, 0, sizeof *d);
}

lsq_status lsq_integers_init(lsq_integers *a, lsq_error *error) {
    memset(a, 0, sizeof *a);
    return lsq_alloc(&a->z, LSQ_BLOCK_ROWS, sizeof *a->z, error);
}

void lsq_integers_clear(lsq_integers *a) {
    clear_values(a->z);
    memset(a, 0, sizeof *a);
}

lsq_status lsq_integers_new(lsq_integers **columns, int64_t count, lsq_error *error) {
    lsq_status status = lsq_alloc(columns, count, sizeof **columns, error);
    for (int64_t j = 0; !status && j < count; j++)
        status = lsq_integers_init(&(*columns)[j], error);
    if (status) {
        lsq_integers_free(*columns, count);
        *columns = NULL;
    }
    return status;
}

void lsq_integers_free(lsq_integers *columns, int64_t count) {
    for (int64_t j = 0; columns && j < count; j++)
        lsq_integers_clear(&columns[j]);
    free(columns);
}

void lsq_integers_one(lsq_integers *a, int64_t rows) {
    for (int64_t i = 0; i < rows; i++)
        fmpz_one(a->z + i);
    a->rows = rows;
    a->exp10 = a->exp2 = 0;
    a->bits = rows > 0;
}

/* z = x; two words in the usual case. */
static inline void set(fmpz *z, const fmpz *x) {
    if (COEFF_IS_MPZ(*x) || COEFF_IS_MPZ(*z))
        fmpz_set(z, x);
    else
        *z = *x;
}

void lsq_integers_copy(lsq_integers *a, const lsq_integers *b) {
    for (int64_t i = 0; i < b->rows; i++)
        set(a->z + i, b->z + i);
    a->rows = b->rows;
    a->exp10 = b->exp10;
    a->exp2 = b->exp2;
    a->bits = b->bits;
}

/* bits = the longest of the rows' values */
static void measure(lsq_integers *a) {
    uint64_t small = 0;
    int64_t bits = 0;
    for (int64_t i = 0; i < a->rows; i++) {
        fmpz v = a->z[i];
        if (!COEFF_IS_MPZ(v))
            small |= (uint64_t)(v < 0 ? -v : v);
        else if ((int64_t)fmpz_bits(a->z + i) > bits)
            bits = (int64_t)fmpz_bits(a->z + i);
    }
    int64_t small_bits = small ? 64 - __builtin_clzll(small) : 0;
    a->bits = small_bits > bits ? small_bits : bits;
}

/* z = value * 10^shift, shift >= 0; *power caches 10^*power_of between calls. */
static void scale_up(fmpz_t z, const fmpz_t value, int64_t shift, fmpz_t power, int64_t *power_of) {
    int64_t product;
    if (!COEFF_IS_MPZ(*value) && shift <= LSQ_WORD_TENS &&
        !__builtin_mul_overflow((int64_t)*value, lsq_power10[shift], &product)) {
        if (COEFF_IS_MPZ(*z) || product > COEFF_MAX || product < COEFF_MIN)
            fmpz_set_si(z, product);
        else
            *z = product;
        return;
    }
    if (*power_of != shift) {
        lsq_integer_ten(power, shift);
        *power_of = shift;
    }
    fmpz_mul(z, value, power);
}

static lsq_status too_long(int64_t bits, lsq_error *error) {
    return lsq_fail(error, LSQ_ELIMIT,
                    "numbers of one block span %lld binary digits with their powers, the limit is "
                    "%d; fewer digits or a lower degree",
                    (long long)bits, (int)LSQ_MAX_BITS);
}

lsq_status lsq_integers_from_decimals(lsq_integers *a, const lsq_decimals *d, lsq_error *error) {
    int64_t finest = INT64_MAX, coarsest = INT64_MIN, printed = INT64_MAX, rows = d->rows;
    for (int64_t i = 0; i < rows; i++) {
        printed = d->exp10[i] < printed ? d->exp10[i] : printed;
        if (d->value[i]) {
            finest = d->exp10[i] < finest ? d->exp10[i] : finest;
            coarsest = d->exp10[i] > coarsest ? d->exp10[i] : coarsest;
        }
    }
    a->finest = printed;
    a->rows = rows;
    a->exp10 = finest == INT64_MAX ? 0 : finest;
    a->exp2 = 0;
    if (finest == INT64_MAX || coarsest == finest) {
        for (int64_t i = 0; i < rows; i++)
            set(a->z + i, d->value + i);
    } else {
        fmpz_t power;
        fmpz_init(power);
        int64_t power_of = -1;
        for (int64_t i = 0; i < rows; i++)
            if (d->value[i])
                scale_up(a->z + i, d->value + i, d->exp10[i] - finest, power, &power_of);
            else
                fmpz_zero(a->z + i);
        fmpz_clear(power);
    }
    measure(a);
    return a->bits > LSQ_MAX_BITS ? too_long(a->bits, error) : LSQ_OK;
}

/* x = *mantissa * 2^exponent with an odd mantissa or 0. */
static int64_t split_double(double x, int *exponent) {
    int e = 0;
    int64_t mantissa = (int64_t)ldexp(frexp(x, &e), 53);
    if (!mantissa) {
        *exponent = 0;
        return 0;
    }
    int zeros = __builtin_ctzll((unsigned long long)mantissa);
    *exponent = e - 53 + zeros;
    return mantissa / ((int64_t)1 << zeros);
}

void lsq_integers_from_doubles(lsq_integers *a, const double *x, int64_t stride, int64_t rows) {
    int finest = INT32_MAX, e;
    for (int64_t i = 0; i < rows; i++)
        if (split_double(x[i * stride], &e) && e < finest)
            finest = e;
    for (int64_t i = 0; i < rows; i++) {
        int64_t mantissa = split_double(x[i * stride], &e);
        fmpz_set_si(a->z + i, mantissa);
        if (mantissa)
            fmpz_mul_2exp(a->z + i, a->z + i, (ulong)(e - finest));
    }
    a->rows = rows;
    a->exp10 = 0;
    a->exp2 = finest == INT32_MAX ? 0 : finest;
    measure(a);
}

lsq_status lsq_integers_mul(lsq_integers *a, const lsq_integers *b, const lsq_integers *c,
                            lsq_error *error) {
    if (b->bits + c->bits > LSQ_MAX_BITS)
        return too_long(b->bits + c->bits, error);
    for (int64_t i = 0; i < b->rows; i++)
        fmpz_mul(a->z + i, b->z + i, c->z + i);
    a->rows = b->rows;
    a->exp10 = b->exp10 + c->exp10;
    a->exp2 = b->exp2 + c->exp2;
    measure(a);
    return LSQ_OK;
}

/* 1 = z 10^exp10 2^exp2 asks for z = 5^-exp10 2^(-exp10 - exp2), which is an integer or no value
 * is 1. */
int lsq_integers_are_binary(const lsq_integers *a) {
    int64_t fives = -a->exp10, twos = -a->exp10 - a->exp2;
    if (fives < 0 || twos < 0)
        return a->bits == 0;
    fmpz_t one;
    fmpz_init(one);
    fmpz_ui_pow_ui(one, 5, (ulong)fives);
    fmpz_mul_2exp(one, one, (ulong)twos);
    int binary = 1;
    for (int64_t i = 0; binary && i < a->rows; i++)
        binary = fmpz_is_zero(a->z + i) || fmpz_equal(a->z + i, one);
    fmpz_clear(one);
    return binary;
}
