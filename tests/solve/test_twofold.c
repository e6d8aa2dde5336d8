/* Sums of products in twice the working precision, against rational numbers.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "solve/fits.h"
#include "solve/twofold.h"

typedef struct sums {
    double high[LSQ_TILE], low[LSQ_TILE];
} sums;

/* All 53 bits random, either sign, exponents -e to e. */
static double draw(uint64_t *state, int e) {
    double a = (double)random_between(state, INT64_C(1) << 52, (INT64_C(1) << 53) - 1);
    return ldexp(random_between(state, 0, 1) ? a : -a, (int)random_between(state, -e, e) - 53);
}

static void draw_all(double *x, uint64_t *state, int e) {
    for (int i = 0; i < LSQ_TILE; i++)
        x[i] = draw(state, e);
}

/* exact += sign a b */
static void add_exactly(mpq_t exact, double a, double b, int sign) {
    mpq_t x, y;
    mpq_inits(x, y, NULL);
    rational_from_double(x, a);
    rational_from_double(y, b);
    mpq_mul(x, x, y);
    if (sign < 0)
        mpq_sub(exact, exact, x);
    else
        mpq_add(exact, exact, x);
    mpq_clears(x, y, NULL);
}

/* |high + low - exact| */
static double error_of(double high, double low, const mpq_t exact) {
    mpq_t x;
    mpq_init(x);
    add_exactly(x, high, 1, 1);
    add_exactly(x, low, 1, 1);
    mpq_sub(x, x, exact);
    double error = fabs(mpq_get_d(x));
    mpq_clear(x);
    return error;
}

/* One product is high + low without any error, at the ends of the range too: factors up to 2^995,
 * products from 2^-968 to 2^1022. */
static void check_one_product(const lsq_twofold *twofold, double a, double b) {
    sums s = {0}, t = {0};
    double x[LSQ_TILE] = {0}, y[LSQ_TILE] = {0};
    mpq_t exact;
    mpq_init(exact);
    add_exactly(exact, a, b, -1);
    x[3] = a;
    y[3] = b;
    twofold->subtract_multiple(s.high, s.low, x, b);
    twofold->subtract_products(t.high, t.low, x, y);
    for (int i = 0; i < LSQ_TILE; i++) {
        check_same(s.high[i], i == 3 ? -a * b : 0);
        check_same(t.high[i], s.high[i]);
        check_same(t.low[i], s.low[i]);
    }
    assert_true(error_of(s.high[3], s.low[3], exact) == 0);
    mpq_clear(exact);
}

static void a_product_has_no_error(void **state) {
    (void)state;
    uint64_t seed = 61;
    const lsq_twofold *both[] = {lsq_twofold_portable(), lsq_twofold_here()};
    for (int v = 0; v < 2; v++) {
        for (int i = 0; i < 500; i++)
            check_one_product(both[v], draw(&seed, 400), draw(&seed, 400));
        check_one_product(both[v], 0x1.fffffffffffffp994, 0x1.fffffffffffffp26);
        check_one_product(both[v], 0x1.fffffffffffffp-500, -0x1.fffffffffffffp-468);
        check_one_product(both[v], 0x1.0000001p0, 0x1.0000001p0); /* halves at a tie */
        check_one_product(both[v], 0x1.fffffffffffffp0, 0x1.0000000000001p0);
    }
}

/* The m products of a sum have the rounding errors e, those of the sums before low are f: |e| and
 * |f| add up to (m + 1) u of the sizes of all products, and adding them to low by 2 m additions
 * loses 2 m u of that at most.  Plain sums have m u. */
static void one_product_alone_has_no_error_either(void **state) {
    (void)state;
    uint64_t seed = 19;
    mpq_t exact;
    mpq_init(exact);
    for (int i = 0; i < 1000; i++) {
        double a = draw(&seed, 400), b = draw(&seed, 400), product;
        double rest = lsq_two_product(&product, a, b);
        check_same(product, a * b);
        mpq_set_ui(exact, 0, 1);
        add_exactly(exact, a, b, 1);
        add_exactly(exact, product, 1, -1);
        add_exactly(exact, rest, 1, -1);
        assert_int_equal(mpq_sgn(exact), 0);
    }
    mpq_clear(exact);
}

static void check_sum(double high, double low, const mpq_t exact, double size, int m) {
    check_at_most(error_of(high, low, exact), 2 * m * (m + 1) * 0x1p-106 * size, "sum");
}

static void sums_have_twice_the_precision(void **state) {
    (void)state;
    enum { M = 20 };
    uint64_t seed = 62;
    const lsq_twofold *both[] = {lsq_twofold_portable(), lsq_twofold_here()};
    for (int v = 0; v < 2; v++) {
        sums s = {0};
        mpq_t exact[LSQ_TILE];
        double size[LSQ_TILE] = {0}, x[LSQ_TILE];
        for (int i = 0; i < LSQ_TILE; i++)
            mpq_init(exact[i]);
        for (int j = 0; j < M; j++) {
            double b = draw(&seed, 30);
            draw_all(x, &seed, 30);
            both[v]->subtract_multiple(s.high, s.low, x, b);
            for (int i = 0; i < LSQ_TILE; i++) {
                add_exactly(exact[i], x[i], b, -1);
                size[i] += fabs(x[i] * b);
            }
        }
        for (int i = 0; i < LSQ_TILE; i++) {
            check_sum(s.high[i], s.low[i], exact[i], size[i], M);
            mpq_clear(exact[i]);
        }
    }
}

static void dot_products_have_twice_the_precision(void **state) {
    (void)state;
    uint64_t seed = 63;
    const lsq_twofold *both[] = {lsq_twofold_portable(), lsq_twofold_here()};
    for (int v = 0; v < 2; v++) {
        double x[LSQ_TILE], y[LSQ_TILE], high[LSQ_LANES] = {0}, low[LSQ_LANES] = {0};
        draw_all(x, &seed, 30);
        draw_all(y, &seed, 30);
        both[v]->subtract_products(high, low, x, y);
        for (int lane = 0; lane < LSQ_LANES; lane++) {
            double size = 0;
            mpq_t exact;
            mpq_init(exact);
            for (int i = lane; i < LSQ_TILE; i += LSQ_LANES) {
                add_exactly(exact, x[i], y[i], -1);
                size += fabs(x[i] * y[i]);
            }
            check_sum(high[lane], low[lane], exact, size, LSQ_TILE / LSQ_LANES);
            mpq_clear(exact);
        }
    }
}

static void both_ways_give_the_same_bits(void **state) {
    (void)state;
    uint64_t seed = 64;
    sums s[2] = {0}, t[2] = {0};
    const lsq_twofold *both[] = {lsq_twofold_portable(), lsq_twofold_here()};
    for (int trial = 0; trial < 200; trial++) {
        double x[LSQ_TILE], y[LSQ_TILE];
        draw_all(x, &seed, trial);
        draw_all(y, &seed, trial);
        for (int v = 0; v < 2; v++) {
            both[v]->subtract_multiple(s[v].high, s[v].low, x, y[0]);
            both[v]->subtract_products(t[v].high, t[v].low, x, y);
        }
        for (int i = 0; i < LSQ_TILE; i++) {
            check_same(s[0].high[i], s[1].high[i]);
            check_same(s[0].low[i], s[1].low[i]);
            check_same(t[0].high[i], t[1].high[i]);
            check_same(t[0].low[i], t[1].low[i]);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_product_has_no_error),
        cmocka_unit_test(one_product_alone_has_no_error_either),
        cmocka_unit_test(sums_have_twice_the_precision),
        cmocka_unit_test(dot_products_have_twice_the_precision),
        cmocka_unit_test(both_ways_give_the_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
