/* The quantile of t against 40 digits from another program.
 *
 * The table comes from mpmath with 60 to 80 digits: findroot on the tails, tan and sqrt in closed
 * form for one and two degrees of freedom.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fit/fits.h"
#include "stats/quantile.h"
#include "stats/tails.h"

static const struct {
    const char *level;
    int64_t df;
    const char *q;
} quantiles[] = {
    {"0.5", 1, "1.000000000000000000000000000000000000000"},
    {"0.9", 1, "6.313751514675043098979464244768186059447"},
    {"0.95", 1, "1.270620473617470464602167997884208746767e+1"},
    {"0.99", 1, "6.365674116287158099500242331072784510350e+1"},
    {"0.999999", 1, "6.366197723670577442999366684884340067209e+5"},
    {"0.5", 2, "8.164965809277260327324280249019637973220e-1"},
    {"0.9", 2, "2.919985580353725686960617443846747264585"},
    {"0.95", 2, "4.302652729749463852320943892621175008188"},
    {"0.99", 2, "9.924843200918293114742383624018663473436"},
    {"0.999999", 2, "9.999992499998437499453124780273343505818e+2"},
    {"0.5", 3, "7.648923284043452806575452223324014640295e-1"},
    {"0.9", 3, "2.353363434801823877671223978899932607420"},
    {"0.95", 3, "3.182446305283709592723225425779868376269"},
    {"0.99", 3, "5.840909309733357260681947467496643198627"},
    {"0.999999", 3, "1.301545895583579508247649824089969548167e+2"},
    {"0.5", 9, "7.027221467513263671826864186165328612447e-1"},
    {"0.9", 9, "1.833112932656237168685466510235538248240"},
    {"0.95", 9, "2.262157162798205542607769637943216168573"},
    {"0.99", 9, "3.249835541592126275630476767552765520867"},
    {"0.999999", 9, "1.163678202732888998048132455488567652737e+1"},
    {"0.5", 1000000, "6.744899955310873786245314771231351624499e-1"},
    {"0.9", 1000000, "1.644855150722040492612159532063097637872"},
    {"0.95", 1000000, "1.959966356814107035258960556754539595519"},
    {"0.99", 1000000, "2.575834220105334154281605061405753544715"},
    {"0.999999", 1000000, "4.891668960710385271676565695390693365064"},
};

static void set_level(fmpq_t level, const char *text) {
    const char *digits = text + 2; /* "0." */
    fmpz_set_str(fmpq_numref(level), digits, 10);
    fmpz_ui_pow_ui(fmpq_denref(level), 10, strlen(digits));
    fmpq_canonicalise(level);
}

static void quantiles_are_right_at_any_precision(void **state) {
    (void)state;
    arb_t q;
    fmpq_t level;
    arb_init(q);
    fmpq_init(level);
    for (size_t i = 0; i < sizeof quantiles / sizeof *quantiles; i++)
        for (slong prec = 64; prec <= 512; prec *= 2) {
            set_level(level, quantiles[i].level);
            lsq_t_quantile(q, level, quantiles[i].df, prec);
            check_ball(q, quantiles[i].q, 39, prec - 16);
        }
    fmpq_clear(level);
    arb_clear(q);
}

/* Levels next to 0 and to 1: P(|T| <= q) = 2 atan(q)/pi for one degree of freedom, so q = tan(level
 * pi/2). */
static void quantiles_of_extreme_levels_follow_the_tangent(void **state) {
    (void)state;
    static const char *const levels[] = {"0.00000000000000000001", "0.000000000001", "0.0001",
                                         "0.01", "0.9999999999999999"};
    arb_t q, want;
    fmpq_t level;
    arb_init(q);
    arb_init(want);
    fmpq_init(level);
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        set_level(level, levels[i]);
        lsq_t_quantile(q, level, 1, 128);
        fmpq_div_2exp(level, level, 1);
        arb_t sine, cosine;
        arb_init(sine);
        arb_init(cosine);
        arb_sin_cos_pi_fmpq(sine, cosine, level, 400);
        arb_div(want, sine, cosine, 400);
        arb_clear(cosine);
        arb_clear(sine);
        assert_true(arb_contains(q, want));
        assert_true(arb_rel_accuracy_bits(q) >= 112);
    }
    fmpq_clear(level);
    arb_clear(want);
    arb_clear(q);
}

/* The tail falls: at the lower end of the ball it is above 1 - level, at the upper end below.  Many
 * precisions: each leaves another rest to the last step. */
static void tails_at_the_ends_of_the_ball_lie_on_either_side(void **state) {
    (void)state;
    static const char *const levels[] = {"0.000001", "0.3", "0.95", "0.9999", "0.999999999999999"};
    static const int64_t df[] = {1, 2, 4, 5, 26, 95, 1001, 40000, 100000000};
    arb_t q, end, tail, alpha;
    fmpq_t level;
    arb_init(q);
    arb_init(end);
    arb_init(tail);
    arb_init(alpha);
    fmpq_init(level);
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        for (size_t j = 0; j < sizeof df / sizeof *df; j++)
            for (slong prec = 64; prec < 256; prec += 13) {
                set_level(level, levels[i]);
                lsq_t_quantile(q, level, df[j], prec);
                assert_true(arb_rel_accuracy_bits(q) >= prec - 2);
                fmpq_sub_ui(level, level, 1);
                fmpq_neg(level, level);
                arb_set_fmpq(alpha, level, 640);
                arb_get_lbound_arf(arb_midref(end), q, 640);
                lsq_t_tail(tail, end, df[j], 640);
                assert_true(arb_gt(tail, alpha));
                arb_get_ubound_arf(arb_midref(end), q, 640);
                lsq_t_tail(tail, end, df[j], 640);
                assert_true(arb_lt(tail, alpha));
            }
    fmpq_clear(level);
    arb_clear(alpha);
    arb_clear(tail);
    arb_clear(end);
    arb_clear(q);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_are_right_at_any_precision),
        cmocka_unit_test(tails_at_the_ends_of_the_ball_lie_on_either_side),
        cmocka_unit_test(quantiles_of_extreme_levels_follow_the_tangent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
