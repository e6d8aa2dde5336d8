/* numerals.c - rounded values and doubles as text.
 *
 * SPDX-License-Identifier: MIT */
#include "numerals.h"

#include <math.h>
#include <string.h>

#include "powers.h"

void lsq_rational_of_double(fmpq_t x, double d) {
    arf_t a;
    arf_init(a);
    arf_set_d(a, d);
    arf_get_fmpq(x, a);
    arf_clear(a);
}

static void rational_of_rounded(fmpq_t x, const lsq_rounded *r) {
    fmpq_set_fmpz(x, r->mantissa);
    lsq_rational_scale(x, r->exp10, 0);
}

static int reads_back(const lsq_rounded *r, double d) {
    lsq_surd back;
    fmpq_t q;
    lsq_surd_init(&back);
    fmpq_init(q);
    rational_of_rounded(q, r);
    lsq_surd_set(&back, q);
    int same = lsq_double_of_surd(&back) == d;
    fmpq_clear(q);
    lsq_surd_clear(&back);
    return same;
}

/* The gap below a power of two is half the gap above it: the nearest decimal may fall short of it
 * where the next one away from zero reads back, as for 2^-44 = 5.684341886080802e-14. */
static int next_reads_back(lsq_rounded *r, double d) {
    int e;
    if (fabs(frexp(d, &e)) != 0.5)
        return 0;
    int64_t step = d < 0 ? -1 : 1;
    fmpz_add_si(r->mantissa, r->mantissa, (slong)step);
    if (reads_back(r, d))
        return 1;
    fmpz_sub_si(r->mantissa, r->mantissa, (slong)step);
    return 0;
}

/* r = the shortest decimal that reads back as d.  A decimal of at most 15 digits always does, so if
 * d has one it is the rounding to 15 with its zeros stripped; else 16 or 17. */
static void shortest(lsq_rounded *r, double d) {
    lsq_surd v;
    lsq_surd_init(&v);
    fmpq_t q;
    fmpq_init(q);
    lsq_rational_of_double(q, d);
    lsq_surd_set(&v, q);
    int subnormal = fabs(d) < 2.2250738585072014e-308; /* DBL_MIN: fewer digits may do */
    for (int digits = subnormal ? 1 : 15; digits <= 17; digits++) {
        lsq_round_surd(r, &v, (lsq_places){digits, 0});
        if (reads_back(r, d) || next_reads_back(r, d))
            break;
    }
    while (!fmpz_is_zero(r->mantissa) && fmpz_divisible_si(r->mantissa, 10)) {
        fmpz_divexact_ui(r->mantissa, r->mantissa, 10);
        r->exp10++;
    }
    fmpq_clear(q);
    lsq_surd_clear(&v);
}

void lsq_rational_of_shortest(fmpq_t x, double d) {
    lsq_rounded r;
    lsq_rounded_init(&r);
    shortest(&r, d);
    rational_of_rounded(x, &r);
    lsq_rounded_clear(&r);
}

static void put_zeros(lsq_text *text, int64_t count) {
    for (int64_t i = 0; i < count; i++)
        lsq_text_put(text, "0");
}

/* digits * 10^exp10 without an exponent, exp10 <= 0 showing -exp10 decimals. */
static void put_plain(lsq_text *text, const char *digits, int64_t exp10) {
    int64_t n = (int64_t)strlen(digits);
    if (exp10 >= 0) {
        lsq_text_put(text, digits);
        put_zeros(text, exp10);
    } else if (n + exp10 > 0) {
        lsq_text_add(text, digits, (size_t)(n + exp10));
        lsq_text_put(text, ".");
        lsq_text_put(text, digits + n + exp10);
    } else {
        lsq_text_put(text, "0.");
        put_zeros(text, -exp10 - n);
        lsq_text_put(text, digits);
    }
}

/* Plain below 10^plain_limit, or below 10^n for the n digits there are if plain_limit is 0. */
static void put_rounded(lsq_text *text, const lsq_rounded *r, int64_t plain_limit) {
    char *digits = fmpz_get_str(NULL, 10, r->mantissa);
    const char *d = digits + (*digits == '-');
    int64_t n = (int64_t)strlen(d), e = n - 1 + r->exp10;
    if (*digits == '-')
        lsq_text_put(text, "-");
    if (fmpz_is_zero(r->mantissa)) {
        lsq_text_put(text, "0");
    } else if (e >= -5 && e < (plain_limit ? plain_limit : n)) {
        put_plain(text, d, r->exp10);
    } else {
        lsq_text_add(text, d, 1);
        if (n > 1) {
            lsq_text_put(text, ".");
            lsq_text_put(text, d + 1);
        }
        lsq_text_format(text, "e%lld", (long long)e);
    }
    flint_free(digits);
}

void lsq_rounded_text(lsq_text *text, const lsq_rounded *r) {
    put_rounded(text, r, 0);
}

void lsq_rounded_plain(lsq_text *text, const lsq_rounded *r) {
    char *digits = fmpz_get_str(NULL, 10, r->mantissa);
    if (*digits == '-')
        lsq_text_put(text, "-");
    int64_t exp10 = fmpz_is_zero(r->mantissa) && r->exp10 > 0 ? 0 : r->exp10;
    put_plain(text, digits + (*digits == '-'), exp10);
    flint_free(digits);
}

void lsq_shortest_text(lsq_text *text, double d) {
    lsq_rounded r;
    lsq_rounded_init(&r);
    shortest(&r, d);
    put_rounded(text, &r, 15); /* beyond, an integer literal might not be the double itself */
    lsq_rounded_clear(&r);
}
