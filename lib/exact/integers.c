/* integers.c - decimals and doubles brought to one scale a block, and their exact products.
 *
 * An fmpz below 2^62 is its own word (FLINT), so the usual cell is scaled by one checked 64-bit
 * multiplication with a tabled power of ten; longer ones go through fmpz_mul.  O(rows).
 *
 * SPDX-License-Identifier: MIT */
#include "integers.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/error.h"
#include "../base/memory.h"
#include "powers.h"
#include "rounding.h"

static void clear_values(fmpz *z) {
    for (int64_t i = 0; z && i < LSQ_BLOCK_ROWS; i++)
        fmpz_clear(z + i);
    free(z);
}

lsq_status lsq_decimals_init(lsq_decimals *d, lsq_error *error) {
    memset(d, 0, sizeof *d);
    lsq_status status = lsq_alloc(&d->value, LSQ_BLOCK_ROOM, sizeof *d->value, error);
    if (!status)
        status = lsq_alloc(&d->exp10, LSQ_BLOCK_ROOM, sizeof *d->exp10, error);
    if (status)
        lsq_decimals_clear(d);
    return status;
}

void lsq_decimals_clear(lsq_decimals *d) {
    clear_values(d->value);
    free(d->exp10);
    memset(d, 0, sizeof *d);
}

void lsq_decimals_narrow(lsq_decimals *d) {
    for (int64_t i = 0; d->wide && i < LSQ_BLOCK_ROWS; i++)
        if (COEFF_IS_MPZ(d->value[i]))
            fmpz_zero(d->value + i);
    d->wide = 0;
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

/* How many digits is not said: which number is met first depends on the threads that read. */
static lsq_status too_long(lsq_error *error) {
    return lsq_fail(error, LSQ_ELIMIT,
                    "a number with its powers takes more than %d binary digits; fewer digits or a "
                    "lower degree",
                    (int)LSQ_MAX_BITS);
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
    return a->bits > LSQ_MAX_BITS ? too_long(error) : LSQ_OK;
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
        return too_long(error);
    for (int64_t i = 0; i < b->rows; i++)
        fmpz_mul(a->z + i, b->z + i, c->z + i);
    a->rows = b->rows;
    a->exp10 = b->exp10 + c->exp10;
    a->exp2 = b->exp2 + c->exp2;
    measure(a);
    return LSQ_OK;
}

/* ---- back to doubles ---- */

enum {
    DOUBLE_TENS = 22, /* 5^22 < 2^53: 10^22 is a double */
    LONG_TENS = 27    /* 5^27 < 2^64: 10^27 has a mantissa of 64 bits */
};

/* By one multiplication or division of two exact doubles, which IEEE rounds as wanted. */
static void nearest_of_words(double *x, const lsq_integers *a) {
    double power = 1;
    for (int64_t i = 0; i < a->exp10 || i < -a->exp10; i++)
        power *= 10;
    if (a->exp10 < 0)
        for (int64_t i = 0; i < a->rows; i++)
            x[i] = (double)a->z[i] / power;
    else
        for (int64_t i = 0; i < a->rows; i++)
            x[i] = (double)a->z[i] * power;
}

#if LDBL_MANT_DIG >= 64
/* In long doubles: the leading 64 bits of z and one operation give r within 2^-62 of the value, so
 * that where r - 2^-61 r and r + 2^-61 r round to one double, the value does too (Ziv 1991).  0 if
 * they do not, about once in 200 times.  top is scratch. */
static int nearest_of_long(double *x, const fmpz_t z, const lsq_integers *a, long double power,
                           fmpz_t top) {
    int64_t bits = (int64_t)fmpz_bits(z), cut = bits > 64 ? bits - 64 : 0;
    fmpz_tdiv_q_2exp(top, z, (ulong)cut);
    fmpz_abs(top, top);
    int64_t twos = cut + a->exp2;
    if (twos < -800 || twos > 800) /* with 64 bits and 27 tens still a normal double */
        return 0;
    long double r = (long double)fmpz_get_ui(top);
    r = ldexpl(a->exp10 < 0 ? r / power : r * power, (int)twos);
    long double apart = ldexpl(r, -61);
    double low = (double)(r - apart), high = (double)(r + apart);
    *x = fmpz_sgn(z) < 0 ? -low : low;
    return low == high;
}
#endif

/* By exact arithmetic. */
static double nearest_exactly(const fmpz_t z, int64_t tens, int64_t twos, fmpq_t q, lsq_surd *v) {
    double log2 = (double)fmpz_bits(z) + 3.321928094887362 * (double)tens + (double)twos;
    if (fmpz_is_zero(z) || log2 < -1100) /* below a quarter of the least subnormal */
        return 0;
    if (log2 > 1100)
        return fmpz_sgn(z) < 0 ? -HUGE_VAL : HUGE_VAL;
    fmpq_set_fmpz(q, z);
    lsq_rational_scale(q, tens, twos);
    lsq_surd_set(v, q);
    return lsq_double_of_surd(v);
}

void lsq_integers_to_doubles(double *x, const lsq_integers *a) {
    int moderate = a->exp10 >= -DOUBLE_TENS && a->exp10 <= DOUBLE_TENS;
    if (a->bits <= 53 && a->exp2 == 0 && moderate) {
        nearest_of_words(x, a);
        return;
    }
    fmpz_t top;
    fmpq_t q;
    lsq_surd v;
    fmpz_init(top);
    fmpq_init(q);
    lsq_surd_init(&v);
#if LDBL_MANT_DIG >= 64
    int quick = a->exp10 >= -LONG_TENS && a->exp10 <= LONG_TENS;
    long double power = 1;
    for (int64_t i = 0; quick && (i < a->exp10 || i < -a->exp10); i++)
        power *= 10;
    for (int64_t i = 0; i < a->rows; i++)
        if (!quick || !nearest_of_long(&x[i], a->z + i, a, power, top))
            x[i] = nearest_exactly(a->z + i, a->exp10, a->exp2, q, &v);
#else
    for (int64_t i = 0; i < a->rows; i++)
        x[i] = nearest_exactly(a->z + i, a->exp10, a->exp2, q, &v);
#endif
    lsq_surd_clear(&v);
    fmpq_clear(q);
    fmpz_clear(top);
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
