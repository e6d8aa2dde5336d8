/* columns.h - values of integer columns as rationals, and columns of decimals from texts.
 *
 * SPDX-License-Identifier: MIT */
#ifndef EXACT_COLUMNS_H
#define EXACT_COLUMNS_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "exact/integers.h"
#include "support/check.h"
#include "support/rational.h"

/* x = value_i of the column */
static inline void value_at(mpq_t x, const lsq_integers *a, int64_t i) {
    fmpz_t z;
    fmpz_init(z);
    lsq_integers_get(z, a, i);
    mpq_set_ui(x, 1, 1);
    fmpz_get_mpz(mpq_numref(x), z);
    fmpz_clear(z);
    rational_scale10(x, a->exp10);
    if (a->exp2 < 0)
        mpq_div_2exp(x, x, (mp_bitcnt_t)-a->exp2);
    else
        mpq_mul_2exp(x, x, (mp_bitcnt_t)a->exp2);
}

static inline void check_value_at(const lsq_integers *a, int64_t i, const mpq_t want,
                                  const char *file, int line) {
    mpq_t got;
    mpq_init(got);
    value_at(got, a, i);
    int equal = mpq_equal(got, want);
    if (!equal)
        print_error("cell %lld under 10^%lld 2^%lld has another value\n", (long long)i,
                    (long long)a->exp10, (long long)a->exp2);
    mpq_clear(got);
    if (!equal)
        _fail(file, line);
}
#define check_value(a, i, want) check_value_at(a, i, want, __FILE__, __LINE__)

/* 1 if z_i is v */
static inline int is_at(const lsq_integers *a, int64_t i, int64_t v) {
    fmpz_t z;
    fmpz_init(z);
    lsq_integers_get(z, a, i);
    int equal = fmpz_equal_si(z, (slong)v);
    fmpz_clear(z);
    return equal;
}

/* bits by another route than the one under test */
static inline void check_bits_at(const lsq_integers *a, const char *file, int line) {
    int64_t longest = 0;
    fmpz_t z;
    fmpz_init(z);
    for (int64_t i = 0; i < a->rows; i++) {
        lsq_integers_get(z, a, i);
        if ((int64_t)fmpz_sizeinbase(z, 2) > longest && !fmpz_is_zero(z))
            longest = (int64_t)fmpz_sizeinbase(z, 2);
    }
    fmpz_clear(z);
    _assert_int_equal((LargestIntegralType)a->bits, (LargestIntegralType)longest, file, line);
}
#define check_bits(a) check_bits_at(a, __FILE__, __LINE__)

/* d[i] = digits * 10^exp10 */
static inline void set_decimal(lsq_decimals *d, int64_t i, const char *digits, int32_t exp10) {
    assert_int_equal(fmpz_set_str(d->value + i, digits, 10), 0);
    d->exp10[i] = exp10;
}

/* As a reader says of the cells that it fills. */
static inline void note_wide(lsq_decimals *d) {
    d->wide = 0;
    for (int64_t i = 0; i < LSQ_BLOCK_ROWS; i++)
        d->wide |= COEFF_IS_MPZ(d->value[i]) != 0;
}

static inline void decimal_value(mpq_t x, const lsq_decimals *d, int64_t i) {
    mpq_set_ui(x, 1, 1);
    fmpz_get_mpz(mpq_numref(x), d->value + i);
    rational_scale10(x, d->exp10[i]);
}

static inline void init(lsq_decimals *d, lsq_integers *a) {
    lsq_error error;
    check_status(lsq_decimals_init(d, &error), LSQ_OK, NULL);
    check_status(lsq_integers_init(a, &error), LSQ_OK, NULL);
}

#endif
