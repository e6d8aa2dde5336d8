/* rational.c - decimal texts, doubles and rationals.
 *
 * Rounding x > 0 to N digits: the exponent e with 10^e <= x < 10^(e+1) is found by comparison, m =
 * floor(x / 10^(e-N+1)), and the rest against one half decides; a carry to 10^N moves e.  For the
 * square root, m = floor(sqrt(x / 10^(2(e-N+1)))) and x is compared with (m + 1/2)^2, so that ties
 * are decided exactly too.
 *
 * SPDX-License-Identifier: MIT */
#include "support/rational.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_digit(char c) {
    return c >= '0' && c <= '9';
}

void rational_scale10(mpq_t x, int64_t k) {
    mpz_t power;
    mpz_init(power);
    mpz_ui_pow_ui(power, 10, (unsigned long)(k < 0 ? -k : k));
    mpq_t factor;
    mpq_init(factor);
    mpq_set_z(factor, power);
    if (k < 0)
        mpq_div(x, x, factor);
    else
        mpq_mul(x, x, factor);
    mpq_clear(factor);
    mpz_clear(power);
}

/* Read [sign] digit+ at *s as an exponent. */
static int read_exponent(const char **s, int64_t *exponent) {
    int negative = **s == '-';
    *s += **s == '-' || **s == '+';
    if (!is_digit(**s))
        return -1;
    int64_t e = 0;
    for (; is_digit(**s); ++*s)
        e = e > 100000 ? e : 10 * e + (**s - '0');
    *exponent = negative ? -e : e;
    return e > 100000 ? -1 : 0;
}

int rational_from_text(mpq_t x, const char *text) {
    const char *s = text;
    int negative = *s == '-', digits = 0, result = -1;
    int64_t after = 0, exponent = 0;
    s += *s == '-' || *s == '+';
    char *mantissa = malloc(strlen(text) + 2);
    if (!mantissa)
        abort();
    for (int point = 0; is_digit(*s) || (*s == '.' && !point); s++) {
        if (*s == '.') {
            point = 1;
        } else {
            mantissa[digits++] = *s;
            after += point;
        }
    }
    mantissa[digits] = '\0';
    if (!digits)
        goto done;
    if ((*s == 'e' || *s == 'E') && (s++, read_exponent(&s, &exponent)))
        goto done;
    if (*s)
        goto done;
    mpz_set_str(mpq_numref(x), mantissa, 10);
    mpz_set_ui(mpq_denref(x), 1);
    if (negative)
        mpq_neg(x, x);
    rational_scale10(x, exponent - after);
    result = 0;
done:
    free(mantissa);
    return result;
}

void rational_from_double(mpq_t x, double value) {
    mpq_set_d(x, value);
}

/* Compare |x|, or its square root when `root`, with 10^e. */
static int compare_power(const mpq_t x, int64_t e, int root) {
    mpq_t power;
    mpq_init(power);
    mpq_set_ui(power, 1, 1);
    rational_scale10(power, root ? 2 * e : e);
    int order = mpq_cmp(x, power);
    mpq_clear(power);
    return order;
}

/* e with 10^e <= x^(1 or 1/2) < 10^(e+1), x > 0: a guess from the lengths, then steps. */
static int64_t exponent_of(const mpq_t x, int root) {
    double bits =
        (double)mpz_sizeinbase(mpq_numref(x), 2) - (double)mpz_sizeinbase(mpq_denref(x), 2);
    int64_t e = (int64_t)floor(bits * 0.30102999566398 / (root ? 2 : 1));
    while (compare_power(x, e, root) < 0)
        e--;
    while (compare_power(x, e + 1, root) >= 0)
        e++;
    return e;
}

/* m = x^(1 or 1/2) to the nearest integer, ties to even; x >= 0. */
static void nearest_integer(mpz_t m, const mpq_t x, int root) {
    mpq_t half; /* m + 1/2, to the power of 1 or 2 */
    mpq_init(half);
    mpz_fdiv_q(m, mpq_numref(x), mpq_denref(x));
    if (root)
        mpz_sqrt(m, m); /* floor(sqrt(floor(x))) = floor(sqrt(x)) */
    mpz_mul_2exp(mpq_numref(half), m, 1);
    mpz_add_ui(mpq_numref(half), mpq_numref(half), 1);
    mpz_set_ui(mpq_denref(half), 2);
    if (root)
        mpq_mul(half, half, half);
    int order = mpq_cmp(x, half);
    if (order > 0 || (order == 0 && mpz_odd_p(m)))
        mpz_add_ui(m, m, 1);
    mpq_clear(half);
}

static void round_to(char *text, size_t size, const mpq_t x, int digits, int root) {
    if (mpq_sgn(x) == 0) {
        snprintf(text, size, "0");
        return;
    }
    mpq_t scaled;
    mpz_t m;
    mpq_init(scaled);
    mpz_init(m);
    mpq_abs(scaled, x);
    int64_t e = exponent_of(scaled, root), shift = digits - 1 - e;
    rational_scale10(scaled, root ? 2 * shift : shift);
    nearest_integer(m, scaled, root);
    char *figures = mpz_get_str(NULL, 10, m);
    if ((int)strlen(figures) > digits) /* 99.96 -> 100.0 */
        e++;
    snprintf(text, size, "%s%c%s%.*se%lld", mpq_sgn(x) < 0 ? "-" : "", figures[0],
             digits > 1 ? "." : "", digits - 1, figures + 1, (long long)e);
    free(figures);
    mpz_clear(m);
    mpq_clear(scaled);
}

void rational_round(char *text, size_t size, const mpq_t x, int digits) {
    round_to(text, size, x, digits, 0);
}

void rational_round_sqrt(char *text, size_t size, const mpq_t x, int digits) {
    round_to(text, size, x, digits, 1);
}

int rational_same_text(const char *a, const char *b) {
    mpq_t x, y;
    mpq_init(x);
    mpq_init(y);
    int same = !rational_from_text(x, a) && !rational_from_text(y, b) && mpq_equal(x, y);
    mpq_clear(x);
    mpq_clear(y);
    return same;
}

int rational_text_digits(const char *text) {
    int digits = 0;
    for (; *text && *text != 'e' && *text != 'E'; text++)
        digits += is_digit(*text) && (digits || *text != '0');
    return digits;
}
