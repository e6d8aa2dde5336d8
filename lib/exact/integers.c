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
#include "passes.h"
#include "powers.h"
#include "rounding.h"
#include "slices.h"

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

/* ---- room ---- */

lsq_status lsq_integers_init(lsq_integers *a, lsq_error *error) {
    memset(a, 0, sizeof *a);
    lsq_status status = lsq_alloc(&a->room, LSQ_BLOCK_ROWS, sizeof *a->room, error);
    a->z = a->room;
    return status;
}

void lsq_integers_clear(lsq_integers *a) {
    clear_values(a->room);
    free(a->more);
    memset(a, 0, sizeof *a);
}

lsq_status lsq_integers_new(lsq_integers **columns, int64_t count, lsq_error *error) {
    return lsq_alloc(columns, count, sizeof **columns, error);
}

void lsq_integers_free(lsq_integers *columns, int64_t count) {
    for (int64_t j = 0; columns && j < count; j++)
        lsq_integers_clear(&columns[j]);
    free(columns);
}

/* No rows; a room that is not looked at holds nothing but words. */
static void forget(lsq_integers *a) {
    int wide = a->z && a->z == a->room && a->bits > LSQ_WORD_BITS;
    for (int64_t i = 0; wide && i < LSQ_BLOCK_ROWS; i++)
        _fmpz_demote(a->room + i);
    *a = (lsq_integers){.room = a->room, .more = a->more};
}

static lsq_status have_room(lsq_integers *a, lsq_error *error) {
    return a->room ? LSQ_OK : lsq_alloc(&a->room, LSQ_BLOCK_ROWS, sizeof *a->room, error);
}

static lsq_status have_more(lsq_integers *a, lsq_error *error) {
    return a->more ? LSQ_OK : lsq_alloc(&a->more, LSQ_BLOCK_ROWS, sizeof(int64_t), error);
}

static void stand_in_room(lsq_integers *a) {
    a->z = a->room;
    a->x = NULL;
    a->high = a->low = NULL;
}

/* ---- columns ---- */

static int64_t length(uint64_t word) {
    return word ? 64 - __builtin_clzll(word) : 0;
}

void lsq_integers_view(lsq_integers *a, const lsq_integers *b) {
    forget(a);
    fmpz *room = a->room;
    void *more = a->more;
    *a = *b;
    a->room = room;
    a->more = more;
}

lsq_status lsq_integers_one(lsq_integers *a, int64_t rows, lsq_error *error) {
    lsq_status status = have_room(a, error);
    if (status)
        return status;
    forget(a);
    for (int64_t i = 0; i < rows; i++)
        a->room[i] = 1;
    stand_in_room(a);
    a->rows = rows;
    a->bits = rows > 0;
    return LSQ_OK;
}

/* How many digits is not said: which number is met first depends on the threads that read. */
static lsq_status too_long(lsq_error *error) {
    return lsq_fail(error, LSQ_ELIMIT,
                    "a number with its powers takes more than %d binary digits; fewer digits or a "
                    "lower degree",
                    (int)LSQ_MAX_BITS);
}

/* The longest of the rows' values. */
static int64_t longest(const fmpz *z, int64_t rows) {
    uint64_t small = 0;
    int64_t bits = 0;
    for (int64_t i = 0; i < rows; i++)
        if (!COEFF_IS_MPZ(z[i]))
            small |= (uint64_t)(z[i] < 0 ? -z[i] : z[i]);
        else if ((int64_t)fmpz_bits(z + i) > bits)
            bits = (int64_t)fmpz_bits(z + i);
    return length(small) > bits ? length(small) : bits;
}

/* ---- decimals ---- */

/* An upper bound of the bits of numbers of `bits` bits times 10^tens: log2(10) < 10/3. */
static int64_t grown(int64_t bits, int64_t tens) {
    return bits + (10 * tens + 2) / 3;
}

/* 1 if numbers of the first length take as many slices as those of the second, in dot products over
 * 8 to 128 rows, which is what is common (products.c). */
static int as_many_slices(int64_t bits, int64_t others) {
    for (int64_t rows = 8; rows <= 128; rows *= 4)
        if (lsq_slice_count(bits, lsq_slice_bits(rows)) !=
            lsq_slice_count(others, lsq_slice_bits(rows)))
            return 0;
    return 1;
}

/* z = value * 10^shift, shift >= 0; *power caches 10^*power_of between calls. */
static void scale_up(fmpz_t z, const fmpz_t value, int64_t shift, fmpz_t power, int64_t *power_of) {
    int64_t product;
    if (!COEFF_IS_MPZ(*value) && shift <= LSQ_WORD_TENS &&
        !__builtin_mul_overflow((int64_t)*value, lsq_power10[shift], &product)) {
        fmpz_set_si(z, product);
        return;
    }
    if (*power_of != shift) {
        lsq_integer_ten(power, shift);
        *power_of = shift;
    }
    fmpz_mul(z, value, power);
}

/* room = the decimals under 10^exp10, of any length. */
static void scale_long(lsq_integers *a, const lsq_decimals *d) {
    fmpz_t power;
    fmpz_init(power);
    int64_t power_of = -1;
    for (int64_t i = 0; i < d->rows; i++)
        if (d->value[i])
            scale_up(a->room + i, d->value + i, d->exp10[i] - a->exp10, power, &power_of);
        else
            fmpz_zero(a->room + i);
    fmpz_clear(power);
    a->bits = longest(a->room, d->rows);
}

/* The same in pairs of words, for up to LSQ_PAIR_BITS bits. */
static lsq_status scale_pairs(const lsq_passes *pass, lsq_integers *a, const lsq_decimals *d,
                              lsq_error *error) {
    lsq_status status = have_more(a, error);
    if (status)
        return status;
    int64_t *low = a->more;
    uint64_t lows = 0,
             highs = pass->scale_pairs(a->room, low, d->value, d->exp10, a->exp10, d->rows, &lows);
    a->bits = highs ? LSQ_LOW_BITS + length(highs) : length(lows);
    if (a->bits > LSQ_WORD_BITS) {
        a->z = NULL;
        a->high = a->room;
        a->low = low;
    } else {
        for (int64_t i = 0; i < d->rows; i++)
            a->room[i] = a->room[i] * ((int64_t)1 << LSQ_LOW_BITS) + low[i];
    }
    return LSQ_OK;
}

/* Bring values of at most `bits` bits, with exponents up to `coarsest`, to the unit a->exp10. */
static lsq_status rescale(const lsq_passes *pass, lsq_integers *a, const lsq_decimals *d,
                          int64_t bits, int64_t coarsest, lsq_error *error) {
    lsq_status status = have_room(a, error);
    if (status)
        return status;
    stand_in_room(a);
    int64_t tens = coarsest - a->exp10;
    if (bits <= LSQ_WORD_BITS && tens <= LSQ_WORD_TENS && grown(bits, tens) <= LSQ_WORD_BITS)
        a->bits =
            length((uint64_t)pass->scale(a->room, d->value, d->exp10, a->exp10, tens, d->rows));
    else if (bits <= LSQ_WORD_BITS && tens <= LSQ_LOW_TENS && grown(bits, tens) <= LSQ_PAIR_BITS)
        status = scale_pairs(pass, a, d, error);
    else
        scale_long(a, d);
    return status;
}

lsq_status lsq_integers_from_decimals(lsq_simd simd, lsq_integers *a, const lsq_decimals *d,
                                      int64_t unit, lsq_error *error) {
    const lsq_passes *pass = lsq_passes_of(simd);
    int32_t least, most;
    pass->exponents(d->exp10, d->rows, &least, &most);
    int64_t bits = d->wide ? longest(d->value, d->rows) : length(pass->words(d->value, d->rows)),
            finest, coarsest;
    int32_t low = least, high = most;
    if (least < most)
        pass->span(d->value, d->exp10, d->rows, &low, &high);
    finest = low;
    coarsest = high;
    forget(a);
    a->z = d->value;
    a->rows = d->rows;
    a->bits = bits;
    a->exp10 = bits ? finest : unit == LSQ_NO_UNIT ? 0 : unit;
    a->finest = d->rows ? least : INT64_MAX;
    a->coarsest = d->rows ? most : INT64_MIN;
    a->printed = bits;
    lsq_status status = LSQ_OK;
    if (bits && finest < coarsest)
        status = rescale(pass, a, d, bits, coarsest, error);
    int64_t at_unit = bits && unit < a->exp10 ? grown(a->bits, a->exp10 - unit) : INT64_MAX;
    if (!status && at_unit <= LSQ_PAIR_BITS && as_many_slices(at_unit, a->bits)) {
        a->exp10 = unit;
        status = rescale(pass, a, d, bits, coarsest, error);
    }
    return !status && a->bits > LSQ_MAX_BITS ? too_long(error) : status;
}

/* ---- doubles ---- */

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

/* z = x 2^-exp2, an integer */
static void set_double(fmpz_t z, double x, int64_t exp2) {
    int e;
    fmpz_set_si(z, split_double(x, &e));
    if (!fmpz_is_zero(z))
        fmpz_mul_2exp(z, z, (ulong)(e - exp2));
}

/* Integers instead of doubles, where these are too far apart or too close to the ends of their
 * range to be cut into slices. */
static lsq_status write_out(lsq_integers *a, lsq_error *error) {
    lsq_status status = have_room(a, error);
    if (status)
        return status;
    int finest = INT32_MAX, e;
    for (int64_t i = 0; i < a->rows; i++)
        if (split_double(a->x[i], &e) && e < finest)
            finest = e;
    a->exp2 = finest;
    for (int64_t i = 0; i < a->rows; i++)
        set_double(a->room + i, a->x[i], a->exp2);
    stand_in_room(a);
    a->bits = longest(a->z, a->rows);
    return LSQ_OK;
}

/* *x in steps of 1. */
static lsq_status stand_together(lsq_integers *a, const double **x, int64_t stride,
                                 lsq_error *error) {
    if (stride == 1 || a->rows <= 1)
        return LSQ_OK;
    lsq_status status = have_more(a, error);
    double *copy = a->more;
    for (int64_t i = 0; !status && i < a->rows; i++)
        copy[i] = (*x)[i * stride];
    *x = copy;
    return status;
}

/* 0 in the three rounding modes other than the usual one. */
static int rounds_to_nearest(void) {
    volatile double one = 1, more = 0x1.8p-53, less = 0x1p-54;
    return one + more > 1 && one + less == 1;
}

lsq_status lsq_integers_from_doubles(lsq_simd simd, lsq_integers *a, const double *x,
                                     int64_t stride, int64_t rows, lsq_error *error) {
    const double small = 0x1p-900, large = 0x1p900;
    double least, lowest, most;
    forget(a);
    a->rows = rows;
    lsq_status status = stand_together(a, &x, stride, error);
    if (status)
        return status;
    lsq_passes_of(simd)->doubles(x, rows, &least, &lowest, &most);
    a->x = x;
    if (most == 0)
        return LSQ_OK;
    if (least < small || most > large || !rounds_to_nearest())
        return write_out(a, error);
    a->exp2 = ilogb(lowest);
    a->bits = ilogb(most) + 1 - a->exp2;
    return a->bits <= LSQ_DOUBLE_BITS ? LSQ_OK : write_out(a, error);
}

/* ---- elements ---- */

void lsq_integers_get(fmpz_t z, const lsq_integers *a, int64_t i) {
    if (a->x) {
        set_double(z, a->x[i], a->exp2);
    } else if (a->high) {
        fmpz_set_si(z, a->high[i]);
        fmpz_mul_2exp(z, z, LSQ_LOW_BITS);
        fmpz_add_ui(z, z, (ulong)a->low[i]);
    } else {
        fmpz_set(z, a->z + i);
    }
}

/* z_i, in scratch where it does not stand as an fmpz */
static const fmpz *element(fmpz_t scratch, const lsq_integers *a, int64_t i) {
    if (a->z)
        return a->z + i;
    lsq_integers_get(scratch, a, i);
    return scratch;
}

/* room = b c, whatever they are. */
static void multiply(fmpz *room, const lsq_integers *b, const lsq_integers *c) {
    fmpz_t u, v;
    fmpz_init(u);
    fmpz_init(v);
    for (int64_t i = 0; i < b->rows; i++)
        fmpz_mul(room + i, element(u, b, i), element(v, c, i));
    fmpz_clear(v);
    fmpz_clear(u);
}

lsq_status lsq_integers_mul(lsq_integers *a, const lsq_integers *b, const lsq_integers *c,
                            lsq_error *error) {
    int64_t rows = b->rows, exp10 = b->exp10 + c->exp10, exp2 = b->exp2 + c->exp2,
            bits = b->bits + c->bits;
    if (bits > LSQ_MAX_BITS)
        return too_long(error);
    lsq_status status = have_room(a, error);
    if (status)
        return status;
    if (a != b && a != c)
        forget(a);
    if (bits <= LSQ_WORD_BITS && b->z && c->z)
        for (int64_t i = 0; i < rows; i++)
            a->room[i] = b->z[i] * c->z[i];
    else
        multiply(a->room, b, c);
    stand_in_room(a);
    a->rows = rows;
    a->exp10 = exp10;
    a->exp2 = exp2;
    a->bits = longest(a->z, rows);
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
    if (a->x) {
        for (int64_t i = 0; i < a->rows; i++)
            x[i] = a->x[i] + 0.0; /* zero has no sign */
        return;
    }
    int moderate = a->exp10 >= -DOUBLE_TENS && a->exp10 <= DOUBLE_TENS;
    if (a->bits <= 53 && a->exp2 == 0 && moderate) {
        nearest_of_words(x, a);
        return;
    }
    fmpz_t top, scratch;
    fmpq_t q;
    lsq_surd v;
    fmpz_init(top);
    fmpz_init(scratch);
    fmpq_init(q);
    lsq_surd_init(&v);
#if LDBL_MANT_DIG >= 64
    int quick = a->exp10 >= -LONG_TENS && a->exp10 <= LONG_TENS;
    long double power = 1;
    for (int64_t i = 0; quick && (i < a->exp10 || i < -a->exp10); i++)
        power *= 10;
#endif
    for (int64_t i = 0; i < a->rows; i++) {
        const fmpz *z = element(scratch, a, i);
#if LDBL_MANT_DIG >= 64
        if (quick && nearest_of_long(&x[i], z, a, power, top))
            continue;
#endif
        x[i] = nearest_exactly(z, a->exp10, a->exp2, q, &v);
    }
    lsq_surd_clear(&v);
    fmpq_clear(q);
    fmpz_clear(scratch);
    fmpz_clear(top);
}

/* 1 = z 10^exp10 2^exp2 asks for z = 5^-exp10 2^(-exp10 - exp2), which is an integer or no value
 * is 1. */
int lsq_integers_are_binary(const lsq_integers *a) {
    int64_t fives = -a->exp10, twos = -a->exp10 - a->exp2;
    if (fives < 0 || twos < 0)
        return a->bits == 0;
    fmpz_t one, scratch;
    fmpz_init(one);
    fmpz_init(scratch);
    fmpz_ui_pow_ui(one, 5, (ulong)fives);
    fmpz_mul_2exp(one, one, (ulong)twos);
    int binary = 1;
    if (a->z && a->bits <= LSQ_WORD_BITS && !COEFF_IS_MPZ(*one))
        for (int64_t i = 0; binary && i < a->rows; i++)
            binary = a->z[i] == 0 || a->z[i] == *one;
    else
        for (int64_t i = 0; binary && i < a->rows; i++) {
            const fmpz *z = element(scratch, a, i);
            binary = fmpz_is_zero(z) || fmpz_equal(z, one);
        }
    fmpz_clear(scratch);
    fmpz_clear(one);
    return binary;
}
