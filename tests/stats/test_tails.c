/* The tails of t and F against 40 digits from another program.
 *
 * The tables come from mpmath with 60 to 80 digits: betainc(df2/2, df1/2, 0, x, regularized=True)
 * at x = df2/(df2 + df1 f); 2 atan(1/t)/pi for one degree of freedom, 2/(s(s + t)) with s = sqrt(2
 * + t^2) for two, x^(df2/2) for F with two in the numerator; quantiles by findroot on these tails,
 * tan and sqrt in closed form for one and two.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fit/fits.h"
#include "stats/tails.h"

/* v = a decimal text exactly rounded to a ball far narrower than anything compared with it. */
static void set_text(arb_t v, const char *text) {
    assert_int_equal(arb_set_str(v, text, 1024), 0);
}

static const struct {
    const char *t;
    int64_t df;
    const char *p;
} t_tails[] = {
    {"0.001", 1, "9.993633804398388821222547180664510035543e-1"},
    {"1", 1, "5.000000000000000000000000000000000000000e-1"},
    {"2.5", 1, "2.422378831816867974471651787438184951963e-1"},
    {"30", 1, "2.121280481107084683072632626775188819488e-2"},
    {"1e50", 1, "6.366197723675813430755350534900574481378e-51"},
    {"1e160", 1, "6.366197723675813430755350534900574481378e-161"},
    {"0.001", 2, "9.992928933955900814810029218458315894533e-1"},
    {"1", 2, "4.226497308103742354908512194980425443524e-1"},
    {"2.5", 2, "1.296117202215108091135437169365258608757e-1"},
    {"30", 2, "1.109262681959658912710405636648587230148e-3"},
    {"1e50", 2, "1.000000000000000000000000000000000000000e-100"},
    {"1e160", 2, "1.000000000000000000000000000000000000000e-320"},
    {"0.001", 3, "9.992648949694609380149259144379664173469e-1"},
    {"1", 3, "3.910022189557706419110034175101819459680e-1"},
    {"2.5", 3, "8.770664700806554725024942729724021817300e-2"},
    {"30", 3, "8.135280427163959453918145444840363032975e-5"},
    {"1e50", 3, "2.205315581687168198045305993251877765590e-150"},
    {"1e160", 3, "2.205315581687168198045305993251877765590e-480"},
    {"0.001", 10, "9.992217833747409841983994636929369245427e-1"},
    {"1", 10, "3.408931323020598726747003102314075738332e-1"},
    {"2.5", 10, "3.144684423660880424943970627590686787995e-2"},
    {"30", 10, "3.961792342031324270469188049308960148639e-11"},
    {"1e50", 10, "2.460937500000000000000000000000000000000e-496"},
    {"1e160", 10, "2.460937500000000000000000000000000000000e-1596"},
    {"1e300", 1, "6.366197723675813430755350534900574481378e-301"},
    {"1e10000", 10, "2.460937500000000000000000000000000000000e-99996"},
    {"1e50000", 2, "1.000000000000000000000000000000000000000e-100000"},
    {"0.5", 100000, "6.170761776544180389376369063268288906317e-1"},
    {"2.5", 100000, "1.242091919255904538204665963683754889068e-2"},
    {"40", 100000, "4.146268645600482969689282465773555871960e-347"},
    {"3000", 100000, "2.161336134190141010169539487186644142638e-97955"},
    {"1", 5000000, "3.173105562570565869508790199639212883787e-1"},
    {"6", 5000000, "1.973310178645711519684481639515890793731e-9"},
    {"38", 5000000, "6.405785771164108229030206521133573995120e-316"},
};

static const struct {
    const char *f;
    int64_t df1, df2;
    const char *p;
} f_tails[] = {
    {"0.001", 1, 1, "9.798750216963558691833515478821351288783e-1"},
    {"1", 1, 1, "5.000000000000000000000000000000000000000e-1"},
    {"4", 2, 1, "3.333333333333333333333333333333333333333e-1"},
    {"3.5", 2, 7, "8.838834764831844055010554526310612991060e-2"},
    {"1", 3, 10, "4.323372030216970650768849700563880035310e-1"},
    {"12.25", 3, 10, "1.098709041617509167373289304021544020871e-3"},
    {"330.25", 6, 9, "4.986416158427881900448337155249851654103e-10"},
    {"2162.5", 10, 71, "5.138374849935670589867631417896554185482e-84"},
    {"1e30", 5, 9, "1.457356502703768700648236153268816087679e-133"},
    {"1e120", 2, 5, "9.882117688026185412496542326352245417874e-300"},
    {"1e300", 2, 2, "1.000000000000000000000000000000000000000e-300"},
    {"1e40000", 4, 5, "6.114248375975987451118834250437083456283e-100000"},
    {"500", 2, 5000000, "7.489811325576383642660917426147034824389e-218"},
    {"200", 3, 100000, "2.462668565538050847159344510750702524134e-129"},
    {"2", 7, 100000, "5.119255863605427311324143876220186023681e-2"},
    {"0.001", 10, 71, "9.999999999999660317512214037784217457508e-1"},
    {"1.5", 6, 5000000, "1.735783239867145323918736213274357948548e-1"},
    {"90", 20, 5000000, "1.724588604544970245900101014772715991441e-370"},
};

/* The tail by Arb's own incomplete beta function. */
static void arb_beta_tail(arb_t p, const arb_t f, int64_t df1, int64_t df2, slong prec) {
    arb_t x, a, b;
    arb_init(x);
    arb_init(a);
    arb_init(b);
    arb_mul_si(x, f, (slong)df1, prec);
    arb_add_si(x, x, (slong)df2, prec);
    arb_ui_div(x, (ulong)df2, x, prec);
    arb_set_d(a, 0.5 * (double)df2);
    arb_set_d(b, 0.5 * (double)df1);
    arb_hypgeom_beta_lower(p, a, b, x, 1, prec);
    arb_clear(b);
    arb_clear(a);
    arb_clear(x);
}

static void t_tails_are_right_from_one_to_1e_100000(void **state) {
    (void)state;
    arb_t t, p;
    arb_init(t);
    arb_init(p);
    for (size_t i = 0; i < sizeof t_tails / sizeof *t_tails; i++)
        for (slong prec = 256; prec <= 1024; prec *= 2) {
            set_text(t, t_tails[i].t);
            mag_zero(arb_radref(t)); /* an exact argument, off by 2^-1024 at most */
            lsq_t_tail(p, t, t_tails[i].df, prec);
            check_ball(p, t_tails[i].p, 39, 140);
        }
    arb_clear(p);
    arb_clear(t);
}

static void the_sign_of_t_does_not_matter(void **state) {
    (void)state;
    arb_t t, p;
    arb_init(t);
    arb_init(p);
    for (size_t i = 0; i < sizeof t_tails / sizeof *t_tails; i++) {
        set_text(t, t_tails[i].t);
        arb_neg(t, t);
        lsq_t_tail(p, t, t_tails[i].df, 256);
        check_ball(p, t_tails[i].p, 39, 140);
    }
    arb_clear(p);
    arb_clear(t);
}

static void f_tails_are_right_from_one_to_1e_100000(void **state) {
    (void)state;
    arb_t f, p;
    arb_init(f);
    arb_init(p);
    for (size_t i = 0; i < sizeof f_tails / sizeof *f_tails; i++) {
        set_text(f, f_tails[i].f);
        lsq_f_tail(p, f, f_tails[i].df1, f_tails[i].df2, 256);
        check_ball(p, f_tails[i].p, 39, 140);
    }
    arb_clear(p);
    arb_clear(f);
}

/* F(1, df) is t squared. */
static void f_with_one_degree_above_is_t_squared(void **state) {
    (void)state;
    arb_t f, p;
    arb_init(f);
    arb_init(p);
    for (size_t i = 0; i < sizeof t_tails / sizeof *t_tails; i++) {
        set_text(f, t_tails[i].t);
        arb_sqr(f, f, 1024);
        lsq_f_tail(p, f, 1, t_tails[i].df, 256);
        check_ball(p, t_tails[i].p, 39, 140);
    }
    arb_clear(p);
    arb_clear(f);
}

static void a_statistic_of_zero_has_the_tail_one(void **state) {
    (void)state;
    static const int64_t df[] = {1, 2, 3, 10, 100000, 5000000};
    arb_t zero, p;
    arb_init(zero);
    arb_init(p);
    for (size_t i = 0; i < sizeof df / sizeof *df; i++) {
        lsq_t_tail(p, zero, df[i], 128);
        assert_true(arb_is_one(p));
        lsq_f_tail(p, zero, 3, df[i], 128);
        assert_true(arb_is_one(p));
    }
    arb_clear(p);
    arb_clear(zero);
}

/* Arb's incomplete beta function at more bits, for t where the series is shorter, where the
 * fraction is, and around where they change; down to the last bits, which bounds that are too small
 * would lose. */
static void t_tails_hold_those_of_the_incomplete_beta_function(void **state) {
    (void)state;
    static const int64_t df[] = {1, 2, 3, 9, 77, 1000, 99799};
    uint64_t seed = 1;
    arb_t t, f, p, want;
    arb_init(t);
    arb_init(f);
    arb_init(p);
    arb_init(want);
    for (size_t i = 0; i < sizeof df / sizeof *df; i++)
        for (int trial = 0; trial < 60; trial++) {
            arb_set_d(t, ldexp(1 + fabs(random_double(&seed)),
                               trial % 3 ? trial % 20 - 10 : 3 * trial - 90));
            slong prec = (slong)random_between(&seed, 30, trial % 10 ? 160 : 700);
            lsq_t_tail(p, t, df[i], prec);
            arb_sqr(f, t, 2000);
            arb_beta_tail(want, f, 1, df[i], 2 * prec + 900);
            assert_true(arb_rel_accuracy_bits(want) > prec + 20);
            assert_true(arb_contains(p, want));
            assert_true(arb_rel_accuracy_bits(p) >= prec - 4);
        }
    arb_clear(want);
    arb_clear(p);
    arb_clear(f);
    arb_clear(t);
}

/* A ball of arguments gives a ball that holds the tails of all of them. */
static void a_wide_argument_gives_a_tail_that_holds_both_ends(void **state) {
    (void)state;
    arb_t t, p, end, tail;
    arb_init(t);
    arb_init(p);
    arb_init(end);
    arb_init(tail);
    set_text(t, "2.5");
    arb_set_str(end, "0.001", 64);
    arb_add_error(t, end);
    lsq_t_tail(p, t, 10, 256);
    for (int side = -1; side <= 1; side += 2) {
        set_text(tail, side < 0 ? "2.4991" : "2.5009");
        lsq_t_tail(end, tail, 10, 256);
        assert_true(arb_contains(p, end));
    }
    set_text(t, "0.0625"); /* from 0 on: as high as 1 */
    lsq_t_tail(tail, t, 10, 256);
    arb_zero(t);
    arb_set_str(end, "0.0625", 64);
    arb_add_error(t, end);
    lsq_t_tail(p, t, 10, 256);
    assert_true(arb_contains(p, tail) && arb_contains_si(p, 1));
    arb_indeterminate(t);
    lsq_t_tail(p, t, 10, 256);
    assert_false(arb_is_finite(p));
    arb_clear(tail);
    arb_clear(end);
    arb_clear(p);
    arb_clear(t);
}

/* -d log P/d log t is below t^2, of F below 5 F/2, 11 bits in the farthest tail here: no more
 * digits are lost than these and a few. */
static void a_narrow_argument_loses_no_more_digits_than_it_must(void **state) {
    (void)state;
    static const char *const t[] = {"0.01", "0.7", "2", "5.5", "12.5", "20", "40"};
    static const int64_t df[] = {1, 3, 20, 99, 2799, 99799};
    arb_t at, ball, p, q, end;
    mag_t radius;
    arb_init(at);
    arb_init(ball);
    arb_init(p);
    arb_init(q);
    arb_init(end);
    mag_init(radius);
    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        for (size_t j = 0; j < sizeof df / sizeof *df; j++) {
            arb_set_str(at, t[i], 256);
            arb_get_mid_arb(at, at);
            arb_set(ball, at);
            arb_get_mag(radius, at);
            mag_mul_2exp_si(radius, radius, -80);
            arb_add_error_mag(ball, radius);
            lsq_t_tail(p, ball, df[j], 128);
            assert_true(arb_rel_accuracy_bits(p) >= 64);
            lsq_f_tail(q, ball, 5, df[j], 128);
            assert_true(arb_rel_accuracy_bits(q) >= 64);
            for (int side = 0; side < 2; side++) {
                if (side)
                    arb_get_ubound_arf(arb_midref(at), ball, 1024);
                else
                    arb_get_lbound_arf(arb_midref(at), ball, 1024);
                lsq_t_tail(end, at, df[j], 512);
                assert_true(arb_contains(p, end));
                arb_beta_tail(end, at, 5, df[j], 700);
                assert_true(arb_contains(q, end));
            }
        }
    mag_clear(radius);
    arb_clear(end);
    arb_clear(q);
    arb_clear(p);
    arb_clear(ball);
    arb_clear(at);
}

/* The ball holds what Arb's own incomplete beta function says with far more
 * bits, and is not wide. */
static void tails_hold_the_incomplete_beta_function_of_another_code(void **state) {
    (void)state;
    static const int64_t df[] = {1, 2, 3, 8, 26, 101, 1000, 99800};
    static const char *const f[] = {"0.00001", "0.3", "1", "4", "17", "133", "1600", "1e6"};
    arb_t p, y, want;
    arb_init(p);
    arb_init(y);
    arb_init(want);
    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < sizeof df / sizeof *df; j++)
            for (size_t k = 0; k < sizeof f / sizeof *f; k++) {
                set_text(y, f[k]);
                arb_beta_tail(want, y, df[i], df[j], 1024);
                for (slong prec = 64; prec <= 256; prec += 64) {
                    lsq_f_tail(p, y, df[i], df[j], prec);
                    assert_true(arb_contains(p, want));
                    assert_true(arb_rel_accuracy_bits(p) >= prec / 2);
                }
            }
    arb_clear(want);
    arb_clear(y);
    arb_clear(p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(t_tails_are_right_from_one_to_1e_100000),
        cmocka_unit_test(the_sign_of_t_does_not_matter),
        cmocka_unit_test(f_tails_are_right_from_one_to_1e_100000),
        cmocka_unit_test(a_narrow_argument_loses_no_more_digits_than_it_must),
        cmocka_unit_test(tails_hold_the_incomplete_beta_function_of_another_code),
        cmocka_unit_test(f_with_one_degree_above_is_t_squared),
        cmocka_unit_test(a_statistic_of_zero_has_the_tail_one),
        cmocka_unit_test(t_tails_hold_those_of_the_incomplete_beta_function),
        cmocka_unit_test(a_wide_argument_gives_a_tail_that_holds_both_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
