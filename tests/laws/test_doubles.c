/* The double of an exact value or a ball is the nearest one, ties to even.
 *
 * Judges: glibc's strtod, and the definition: the middles between neighbouring doubles.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../exact/values.h"
#include "support/check.h"
#include "support/random.h"
#include "support/rational.h"

static double double_of_text(const char *text) {
    lsq_surd v;
    lsq_surd_init(&v);
    read_surd(&v, text, 0);
    double d = lsq_double_of_surd(&v);
    lsq_surd_clear(&v);
    return d;
}

static void random_decimals_become_the_doubles_strtod_reads(void **state) {
    (void)state;
    uint64_t seed = 43;
    for (int trial = 0; trial < 20000; trial++) {
        char figures[128], text[TEXT_SIZE];
        random_decimal(&seed, figures, sizeof figures, (int)random_between(&seed, 1, 45), 0);
        snprintf(text, sizeof text, "%se%d", figures, (int)random_between(&seed, -380, 320));
        double want = strtod(text, NULL), got = double_of_text(text);
        if (got != want) {
            print_error("%s became %.17g (%a), not %.17g (%a)\n", text, got, got, want, want);
            fail();
        }
    }
}

/* x = the middle of d >= 0 and the next double, 2^1024 taken as the next of the largest */
static void middle_above(mpq_t x, double d) {
    mpq_t next;
    mpq_init(next);
    if (d == DBL_MAX) {
        mpq_set_ui(next, 1, 1);
        mpq_mul_2exp(next, next, 1024);
    } else {
        rational_from_double(next, nextafter(d, INFINITY));
    }
    rational_from_double(x, d);
    mpq_add(x, x, next);
    mpq_div_2exp(x, x, 1);
    mpq_clear(next);
}

static double double_of_rational(const mpq_t x, int root) {
    lsq_surd v;
    fmpq_t q;
    lsq_surd_init(&v);
    fmpq_init(q);
    fmpq_set_mpq(q, x);
    lsq_surd_set(&v, q);
    v.root = root;
    double d = lsq_double_of_surd(&v);
    fmpq_clear(q);
    lsq_surd_clear(&v);
    return d;
}

/* The middle m of two doubles goes to the even one, m (1 +- 10^-200) to its own side; and so does
 * sqrt(m^2). */
static void check_middle(double d) {
    double above = nextafter(d, INFINITY); /* infinite for the largest */
    uint64_t word;
    memcpy(&word, &d, sizeof word);
    mpq_t m, near;
    mpq_init(m);
    mpq_init(near);
    middle_above(m, d);
    for (int root = 0; root <= 1; root++) {
        check_same(double_of_rational(m, root), word & 1 ? above : d);
        for (int side = -1; side <= 1; side += 2) {
            mpq_set_si(near, side, 1);
            rational_scale10(near, -200);
            mpq_mul(near, near, m);
            mpq_add(near, near, m);
            check_same(double_of_rational(near, root), side < 0 ? d : above);
        }
        mpq_mul(m, m, m);
    }
    mpq_clear(near);
    mpq_clear(m);
}

static void middles_of_doubles_go_to_the_even_one(void **state) {
    (void)state;
    const double edges[] = {0,
                            0x1p-1074,
                            0x1p-1073,
                            0x3p-1074,
                            DBL_MIN,
                            DBL_MAX,
                            1,
                            0x1p53,
                            0x1.fffffffffffffp0,
                            0x1p1023,
                            0x1p-52,
                            0x1p-1021,
                            DBL_MIN - 0x1p-1074};
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
        check_middle(edges[i]);
    uint64_t seed = 44;
    for (int trial = 0; trial < 3000; trial++) {
        uint64_t word = random_word(&seed) >> 1;
        if (trial % 4 == 0)
            word &= 0x800FFFFFFFFFFFFFu >> random_between(&seed, 0, 50); /* subnormal */
        double d;
        memcpy(&d, &word, sizeof d);
        if (isfinite(d))
            check_middle(d);
    }
    check_same(double_of_text("9007199254740993"), 9007199254740992.0);
    check_same(double_of_text("-9007199254740995"), -9007199254740996.0);
}

/* r = sqrt(x) rounded, by definition: the squares of the middles around it enclose x. */
static void random_roots_lie_between_the_middles_around_them(void **state) {
    (void)state;
    uint64_t seed = 45;
    mpq_t x, m;
    mpq_init(x);
    mpq_init(m);
    for (int trial = 0; trial < 5000; trial++) {
        char figures[128], text[TEXT_SIZE];
        random_decimal(&seed, figures, sizeof figures, 40, 0);
        snprintf(text, sizeof text, "%se%d", figures, (int)random_between(&seed, -680, 570));
        rational_from_text(x, text);
        mpq_abs(x, x);
        double r = double_of_rational(x, 1);
        assert_true(isfinite(r) && r >= 0);
        middle_above(m, r);
        mpq_mul(m, m, m);
        assert_true(mpq_cmp(x, m) <= 0);
        if (r > 0) {
            middle_above(m, nextafter(r, 0));
            mpq_mul(m, m, m);
            assert_true(mpq_cmp(x, m) >= 0);
        }
    }
    mpq_clear(m);
    mpq_clear(x);
}

static void what_is_out_of_range_becomes_zero_or_infinite(void **state) {
    (void)state;
    check_same(double_of_text("1e309"), INFINITY);
    check_same(double_of_text("-1e5000"), -INFINITY);
    assert_true(double_of_text("1e-400") == 0);
    assert_true(double_of_text("-1e-5000") == 0);
    check_same(double_of_text("0"), 0.0);
    check_same(double_of_text("2.4703282292062328e-324"), 0x1p-1074); /* just above 2^-1075 */
    assert_true(double_of_text("2.4703282292062327e-324") == 0);
    check_same(double_of_text("1.7976931348623158e308"), DBL_MAX);
    check_same(double_of_text("1.7976931348623159e308"), INFINITY);
}

/* want NAN: undecided */
static void check_double_of_ball_at(const char *middle, const char *radius, double want, int line) {
    double d = NAN;
    arb_t x;
    arb_init(x);
    read_ball(x, middle, radius);
    if (!lsq_double_of_ball(&d, x))
        d = NAN;
    arb_clear(x);
    check_same_at(d, want, __FILE__, line);
}
#define check_double_of_ball(middle, radius, want) \
    check_double_of_ball_at(middle, radius, want, __LINE__)

static void a_ball_becomes_a_double_only_if_all_of_it_does(void **state) {
    (void)state;
    check_double_of_ball("0.1", "1e-30", 0.1);
    check_double_of_ball("-0.1", "1e-30", -0.1);
    check_double_of_ball("0.1", "1e-16", NAN);
    check_double_of_ball("9007199254740993", "1e-30", NAN);
    check_double_of_ball("9007199254740993", "0", 9007199254740992.0);
    check_double_of_ball("9007199254740993.0001", "1e-30", 9007199254740994.0);
    check_double_of_ball("0", "0", 0.0);
    check_double_of_ball("0", "1e-400", NAN);
    check_double_of_ball("1e-400", "1e-400", NAN); /* down to 0 or just past it */
    check_double_of_ball("1e-400", "1e-410", 0.0);
    check_double_of_ball("1e400", "1e390", INFINITY);
    check_double_of_ball("-1e400", "1e390", -INFINITY);
    check_double_of_ball("5e-324", "1e-330", 0x1p-1074);
    check_double_of_ball("3e-310", "1e-330", 3e-310);
    check_double_of_ball("1.7976931348623158e308", "1e280", DBL_MAX);
    check_double_of_ball("1.7976931348623159e308", "1e280", INFINITY);
    check_double_of_ball("1", "5e-17", 1.0); /* half the gap below is 2^-54 = 5.6e-17 */
    check_double_of_ball("1", "6e-17", NAN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_decimals_become_the_doubles_strtod_reads),
        cmocka_unit_test(middles_of_doubles_go_to_the_even_one),
        cmocka_unit_test(random_roots_lie_between_the_middles_around_them),
        cmocka_unit_test(what_is_out_of_range_becomes_zero_or_infinite),
        cmocka_unit_test(a_ball_becomes_a_double_only_if_all_of_it_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
