/* The solution in balls and exactly: the balls hold the exact values, which are the oracle's.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "exact/numerals.h"
#include "exact/powers.h"
#include "fit/fits.h"
#include "solve/enclose.h"

/* A fresh solution over the normal equations and the basis of a fit. */
static lsq_solution solution_of(const lsq_fit *fit) {
    lsq_solution s;
    lsq_solution_init(&s, &fit->g.N, &fit->g.basis);
    return s;
}

static void refine(lsq_solution *s, slong prec) {
    lsq_error error = {0};
    check_status(lsq_solution_refine(s, prec, &error), LSQ_OK, &error);
    assert_true(s->prec >= prec);
}

/* Every ball of s holds what the exact solution says. */
static void check_balls_hold_the_exact_values(lsq_solution *s, lsq_solution *exact) {
    fmpq_t c;
    fmpq_init(c);
    for (int64_t i = 0; i < s->basis->rank; i++) {
        for (int64_t r = 0; r < s->N->q; r++)
            assert_true(
                arb_contains_fmpq(arb_mat_entry(s->B, i, r), fmpq_mat_entry(exact->B_exact, i, r)));
        lsq_solution_exact_inverse(c, exact, i);
        assert_true(arb_contains_fmpq(arb_mat_entry(s->C, i, i), c));
    }
    for (int64_t r = 0; r < s->N->q; r++)
        assert_true(
            arb_contains_fmpq(arb_mat_entry(s->rss, 0, r), fmpq_mat_entry(exact->rss_exact, 0, r)));
    fmpq_clear(c);
}

/* Wampler's fifth degree on x = 0 ... 20, y = the sum of the powers and a residual of 1 in one
 * row. */
static lsq_fit *hard_fit(void) {
    char csv[2048];
    size_t used = (size_t)sprintf(csv, "x,y\n");
    for (int x = 0; x <= 20; x++) {
        long y = 0, power = 1;
        for (int k = 0; k <= 5; k++, power *= x)
            y += power;
        used += (size_t)sprintf(csv + used, "%d,%ld\n", x, y + (x == 7));
    }
    return fit_of(csv, "y ~ powers(x, 5)");
}

static void balls_hold_the_exact_solution_at_every_precision(void **state) {
    (void)state;
    lsq_fit *fit = hard_fit();
    lsq_solution exact = solution_of(fit), s = solution_of(fit);
    lsq_solution_make_exact(&exact);
    for (slong prec = 32; prec <= 1024; prec *= 2) {
        refine(&s, prec);
        check_balls_hold_the_exact_values(&s, &exact);
    }
    assert_true(arb_rel_accuracy_bits(arb_mat_entry(s.B, 5, 0)) > 800);
    assert_true(arb_rel_accuracy_bits(arb_mat_entry(s.rss, 0, 0)) > 800);
    lsq_solution_clear(&s);
    lsq_solution_clear(&exact);
    lsq_fit_free(fit);
}

/* y = 1, 2, 4 at x = 1, 2, 3: b = (-2/3, 3/2), RSS = 1/6, C = ((7/3, -1), (-1, 1/2)). */
static void the_exact_solution_is_the_one_by_hand(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n1,1\n2,2\n3,4\n", "y ~ x");
    lsq_solution s = solution_of(fit);
    lsq_solution_make_exact(&s);
    assert_true(s.is_exact);
    fmpq_t want, c;
    fmpq_init(want);
    fmpq_init(c);
    fmpq_set_si(want, -2, 3);
    assert_true(fmpq_equal(fmpq_mat_entry(s.B_exact, 0, 0), want));
    fmpq_set_si(want, 3, 2);
    assert_true(fmpq_equal(fmpq_mat_entry(s.B_exact, 1, 0), want));
    fmpq_set_si(want, 1, 6);
    assert_true(fmpq_equal(fmpq_mat_entry(s.rss_exact, 0, 0), want));
    fmpq_set_si(want, 7, 3);
    lsq_solution_exact_inverse(c, &s, 0);
    assert_true(fmpq_equal(c, want));
    fmpq_set_si(want, 1, 2);
    lsq_solution_exact_inverse(c, &s, 1);
    assert_true(fmpq_equal(c, want));
    refine(&s, 64); /* balls made after the exact values follow from them */
    check_balls_hold_the_exact_values(&s, &s);
    fmpq_set_si(want, -1, 1);
    assert_true(arb_contains_fmpq(arb_mat_entry(s.C, 0, 1), want));
    fmpq_clear(c);
    fmpq_clear(want);
    lsq_solution_clear(&s);
    lsq_fit_free(fit);
}

static void balls_made_exact_on_the_way_stay_right(void **state) {
    (void)state;
    lsq_fit *fit = hard_fit();
    lsq_solution s = solution_of(fit);
    refine(&s, 256);
    lsq_solution_make_exact(&s);
    check_balls_hold_the_exact_values(&s, &s);
    for (int64_t i = 0; i < 6; i++)
        assert_true(arb_rel_accuracy_bits(arb_mat_entry(s.B, i, 0)) >= s.prec - 4);
    lsq_solution_clear(&s);
    lsq_fit_free(fit);
}

/* (X'X)^-1 has some 90 of the 128 bits, from products of doubles; the coefficients are corrected,
 * and RSS follows from them. */
static void coefficients_have_the_bits_that_the_inverse_lacks(void **state) {
    (void)state;
    uint64_t seed = 6;
    static table t;
    for (int trial = 0; trial < 10; trial++) {
        table_random(&t, &seed, 30, 8, 6, 0);
        char *csv = table_csv(&t);
        lsq_fit *fit = fit_of(csv, "cbind(c7, c8) ~ c1 + c2 + c3 + c4 + c5 + c6");
        lsq_solution s = solution_of(fit), exact = solution_of(fit);
        lsq_solution_make_exact(&exact);
        refine(&s, 128);
        check_balls_hold_the_exact_values(&s, &exact);
        assert_int_equal(s.prec, 128);
        for (int64_t r = 0; r < 2; r++) {
            for (int64_t i = 0; i < 7; i++)
                assert_true(arb_rel_accuracy_bits(arb_mat_entry(s.B, i, r)) >= 110);
            assert_true(arb_rel_accuracy_bits(arb_mat_entry(s.rss, 0, r)) >= 110);
        }
        lsq_solution_clear(&exact);
        lsq_solution_clear(&s);
        lsq_fit_free(fit);
        free(csv);
    }
}

/* With b the oracle's and RSS its rational residuals. */
static void random_solutions_are_the_oracles(void **state) {
    (void)state;
    uint64_t seed = 3;
    static table t;
    mpq_t got;
    fmpq_t c;
    mpq_init(got);
    fmpq_init(c);
    for (int trial = 0; trial < 20; trial++) {
        table_random(&t, &seed, random_between(&seed, 1, 12), 6, 9, 0);
        char *csv = table_csv(&t);
        lsq_fit *fit = fit_of(csv, "cbind(c5, c6) ~ c1 + c2 + c3 + c4");
        lsq_solution s = solution_of(fit);
        refine(&s, 128);
        lsq_solution_make_exact(&s);
        oracle_matrix X = table_matrix(&t, 0, 4, 1), Y = table_matrix(&t, 4, 2, 0);
        oracle *o = oracle_fit(&X, &Y);
        assert_int_equal(s.basis->rank, o->rank);
        for (int64_t r = 0; r < 2; r++) {
            for (int64_t i = 0; i < o->rank; i++) {
                fmpq_get_mpq(got, fmpq_mat_entry(s.B_exact, i, r));
                rational_scale10(got, fit->g.N.exp10[5 + r] - fit->g.N.exp10[s.basis->kept[i]]);
                assert_true(mpq_equal(got, *oracle_at(&o->coef, s.basis->kept[i], r)));
            }
            fmpq_get_mpq(got, fmpq_mat_entry(s.rss_exact, 0, r));
            rational_scale10(got, 2 * fit->g.N.exp10[5 + r]);
            assert_true(mpq_equal(got, o->rss[r]));
        }
        for (int64_t i = 0; i < o->rank; i++) {
            int64_t k = s.basis->kept[i];
            lsq_solution_exact_inverse(c, &s, i);
            fmpq_get_mpq(got, c);
            rational_scale10(got, -2 * fit->g.N.exp10[k]);
            assert_true(mpq_equal(got, *oracle_at(&o->inverse, k, k)));
        }
        check_balls_hold_the_exact_values(&s, &s);
        oracle_free(o);
        oracle_matrix_free(&X);
        oracle_matrix_free(&Y);
        lsq_solution_clear(&s);
        lsq_fit_free(fit);
        free(csv);
    }
    fmpq_clear(c);
    mpq_clear(got);
}

/* x = 1e-200 beside 1 in the same column: the condition needs more bits than asked for, and gets
 * them. */
static void a_nearly_singular_matrix_gets_the_bits_it_needs(void **state) {
    (void)state;
    lsq_fit *fit =
        fit_of("x,y\n1,1\n1,2\n1.0000000000000000000000000000000000000000000000000000000000"
               "000000000000000000001,5\n",
               "y ~ x");
    assert_int_equal(lsq_fit_rank(fit), 2);
    lsq_solution s = solution_of(fit);
    refine(&s, 64);
    assert_true(s.prec > 64);
    lsq_solution exact = solution_of(fit);
    lsq_solution_make_exact(&exact);
    check_balls_hold_the_exact_values(&s, &exact);
    lsq_solution_clear(&exact);
    lsq_solution_clear(&s);
    lsq_fit_free(fit);
}

static void balls_beyond_the_memory_of_a_machine_are_refused(void **state) {
    (void)state;
    lsq_fit *fit = hard_fit();
    lsq_solution s = solution_of(fit);
    lsq_error error = {0};
    check_status(lsq_solution_refine(&s, (slong)1 << 40, &error), LSQ_ELIMIT, &error);
    check_contains(error.message, "6 terms at 1099511627776 bits would take more than");
    refine(&s, 64);
    lsq_solution_clear(&s);
    lsq_fit_free(fit);
}

/* X'X = [2 -10 0; -10 -98 2; 0 2 2], which only a subtraction can make: the second pivot of three
 * is -98 - 50. */
static void a_negative_pivot_on_the_way_is_found(void **state) {
    (void)state;
    static const double rows[] = {1, 1, 0, -1, -1, 0, 0, 0, 0}, other[] = {10, 0, 0};
    lsq_moments *m = NULL, *less = NULL;
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    static const char *const names[] = {"u", "v", "y"};
    check_status(lsq_moments_new(&m, 3, &error), LSQ_OK, &error);
    check_status(lsq_moments_new(&less, 3, &error), LSQ_OK, &error);
    check_status(lsq_moments_add(m, (lsq_doubles){rows, 3, 3, 3, 1}, &error), LSQ_OK, &error);
    check_status(lsq_moments_add(less, (lsq_doubles){other, 1, 3, 3, 1}, &error), LSQ_OK, &error);
    check_status(lsq_moments_subtract(m, less, &error), LSQ_OK, &error);
    lsq_fit_options options = {.struct_size = sizeof options, .formula = "y ~ u + v"};
    check_status(lsq_fit_moments(&fit, m, names, &options, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "not those of any rows");
    assert_null(fit);
    lsq_moments_free(less);
    lsq_moments_free(m);
}

static void rank_zero_has_a_solution_without_coefficients(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n0,3\n0,4\n", "y ~ x - 1");
    lsq_solution s = solution_of(fit);
    refine(&s, 64);
    assert_true(arb_equal_si(arb_mat_entry(s.rss, 0, 0), 25));
    lsq_solution_make_exact(&s);
    assert_true(fmpz_equal_si(fmpq_numref(fmpq_mat_entry(s.rss_exact, 0, 0)), 25));
    lsq_solution_clear(&s);
    lsq_solution_clear(&s); /* a cleared one may be cleared again */
    lsq_fit_free(fit);
}

/* x is printed with two decimals, z with none, y with one, and S is in these units: the balls times
 * the units are the doubles. */
static void a_given_solution_is_its_doubles_in_units(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,z,y\n0.25,1,1.5\n0.50,7,2\n0.75,2,4\n1.25,3,4.5\n", "y ~ x + z - 1");
    static const double B[] = {0.1, -3}, C[] = {4, 0.7, 0.7, 1e-300}, rss[] = {0.3};
    static const unsigned char none[] = {0, 0};
    lsq_answer answer = {.p = 2, .q = 1, .rank = 2, .B = B, .C = C, .rss = rss, .aliased = none};
    lsq_solution s;
    lsq_solution_give(&s, &fit->g.N, &fit->g.basis, &answer);
    static const int64_t unit[] = {-2, 0, -1}; /* powers of 10 */
    for (int64_t i = 0; i < 3; i++)
        assert_int_equal(fit->g.N.exp10[i], unit[i]);
    for (slong prec = 64; prec <= 4096; prec *= 4) {
        refine(&s, prec);
        fmpq_t want;
        fmpq_init(want);
        for (int64_t i = 0; i < 2; i++) {
            for (int64_t j = 0; j < 2; j++) {
                arb_ptr c = arb_mat_entry(s.C, i, j);
                lsq_rational_of_double(want, C[i + 2 * j]);
                lsq_rational_scale(want, unit[i] + unit[j], 0);
                assert_true(arb_contains_fmpq(c, want) && arb_rel_accuracy_bits(c) > prec - 8);
                if (i == j)
                    assert_true(fmpq_equal(s.C_exact + i, want));
            }
            lsq_rational_of_double(want, B[i]);
            lsq_rational_scale(want, unit[i] - unit[2], 0);
            assert_true(arb_contains_fmpq(arb_mat_entry(s.B, i, 0), want));
            assert_true(fmpq_equal(fmpq_mat_entry(s.B_exact, i, 0), want));
        }
        lsq_rational_of_double(want, rss[0]);
        lsq_rational_scale(want, -2 * unit[2], 0);
        assert_true(arb_contains_fmpq(arb_mat_entry(s.rss, 0, 0), want));
        lsq_solution_make_exact(&s); /* nothing to do */
        assert_true(fmpq_equal(fmpq_mat_entry(s.rss_exact, 0, 0), want));
        fmpq_clear(want);
    }
    lsq_solution_clear(&s);
    lsq_fit_free(fit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(balls_hold_the_exact_solution_at_every_precision),
        cmocka_unit_test(the_exact_solution_is_the_one_by_hand),
        cmocka_unit_test(balls_made_exact_on_the_way_stay_right),
        cmocka_unit_test(coefficients_have_the_bits_that_the_inverse_lacks),
        cmocka_unit_test(random_solutions_are_the_oracles),
        cmocka_unit_test(a_nearly_singular_matrix_gets_the_bits_it_needs),
        cmocka_unit_test(balls_beyond_the_memory_of_a_machine_are_refused),
        cmocka_unit_test(a_negative_pivot_on_the_way_is_found),
        cmocka_unit_test(rank_zero_has_a_solution_without_coefficients),
        cmocka_unit_test(a_given_solution_is_its_doubles_in_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
