/* values.h - exact values and balls for tests of rounding, read from decimal texts.
 *
 * SPDX-License-Identifier: MIT */
#ifndef EXACT_VALUES_H
#define EXACT_VALUES_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "exact/rounding.h"
#include "support/random.h"
#include "support/rational.h"

enum { TEXT_SIZE = 2048 };

/* "mantissa e exponent" */
static inline void text_of(char *text, const lsq_rounded *r) {
    char *digits = fmpz_get_str(NULL, 10, r->mantissa);
    snprintf(text, TEXT_SIZE, "%se%lld", digits, (long long)r->exp10);
    flint_free(digits);
}

/* x = a decimal text, exactly. */
static inline void read_decimal(fmpq_t x, const char *text) {
    mpq_t q;
    mpq_init(q);
    assert_int_equal(rational_from_text(q, text), 0);
    fmpq_set_mpq(x, q);
    mpq_clear(q);
}

/* v = the decimal, or sign * sqrt(|decimal|). */
static inline void read_surd(lsq_surd *v, const char *text, int root) {
    fmpq_t x;
    fmpq_init(x);
    read_decimal(x, text);
    lsq_surd_set(v, x);
    v->root = root;
    fmpq_clear(x);
}

/* The ball decimal +- radius. */
static inline void read_ball(arb_t x, const char *middle, const char *radius) {
    fmpq_t q;
    arb_t r;
    fmpq_init(q);
    arb_init(r);
    read_decimal(q, middle);
    arb_set_fmpq(x, q, 400);
    read_decimal(q, radius);
    arb_set_fmpq(r, q, 64);
    arb_add_error(x, r);
    arb_clear(r);
    fmpq_clear(q);
}

/* Up to 61 digits from 1e-90 to 1e90, one in four ending in 5. */
static inline void random_value(char *text, uint64_t *seed) {
    char figures[128];
    random_decimal(seed, figures, sizeof figures, (int)random_between(seed, 1, 60), 0);
    if (random_between(seed, 0, 3) == 0) /* a tie */
        strcat(figures, "5");
    snprintf(text, TEXT_SIZE, "%se%d", figures, (int)random_between(seed, -90, 90));
}

#endif
