/* Every data set beside NIST's is read and fitted, and the numbers are those of another program.
 *
 * They are of R 4.2.2, printed by sprintf("%.12g", ...): for m = lm(FORMULA, read.csv(FILE)) the
 * two first columns of coef(summary(m)), deviance(m) and summary(m)$r.squared.  All these models
 * are well conditioned: with columns scaled to length 1, kappa = cond_2(X) <= 51, kappa^2 |e| /
 * |Xb| <= 440 and no scaled coefficient is smaller than 0.0029 |b|.  R's Householder QR is backward
 * stable, its error at most c u (kappa + kappa^2 |e| / |Xb|) |b| (Higham 2002, Theorem 20.1), that
 * is c 2e-11 of the smallest coefficient with a small c.  So 9 digits are compared.  lsq's own are
 * exact, which NIST's sets and the rational oracle judge.
 *
 * Beside some stands the same model as people write it, with the offset left in.  Its columns span
 * the same space, and the term of the highest power has the same coefficient and standard error,
 * RSS and R^2 are the same too; but kappa is up to 4e16.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include <lsq.h>

#include "support/check.h"

enum { DIGITS = 9, MOST_TERMS = 7 };

typedef struct expected {
    const char *file, *formula;
    const char *hard; /* the same with its offset, the term of the highest power last; or NULL */
    int64_t rows, used, terms;
    const char *estimate[MOST_TERMS], *std_error[MOST_TERMS];
    const char *rss, *r_squared;
} expected;

static const expected sets[] = {
    {"small/anscombe.csv",
     "y1 ~ x1",
     NULL,
     11,
     11,
     2,
     {"3.00009090909", "0.500090909091"},
     {"1.12474679081", "0.117905500596"},
     "13.76269",
     "0.666542459509"},
    {"small/anscombe.csv",
     "y2 ~ x2",
     NULL,
     11,
     11,
     2,
     {"3.00090909091", "0.5"},
     {"1.12530241625", "0.117963745968"},
     "13.7762909091",
     "0.666242033727"},
    {"small/anscombe.csv",
     "y3 ~ x3",
     NULL,
     11,
     11,
     2,
     {"3.00245454545", "0.499727272727"},
     {"1.12448122964", "0.117877662221"},
     "13.7561918182",
     "0.666324041067"},
    {"small/anscombe.csv",
     "y4 ~ x4",
     NULL,
     11,
     11,
     2,
     {"3.00172727273", "0.499909090909"},
     {"1.12392107185", "0.11781894173"},
     "13.74249",
     "0.666707256898"},
    {"small/mtcars.csv",
     "mpg ~ wt + hp + am",
     NULL,
     32,
     32,
     4,
     {"34.0028751229", "-2.87857541381", "-0.0374787259534", "2.08371013032"},
     {"2.64265933699", "0.904970538031", "0.0096054221574", "1.3764201523"},
     "180.29107167",
     "0.839890305068"},
    {"small/airquality.csv",
     "Ozone ~ Solar.R + Wind + Temp",
     NULL,
     153,
     111,
     4,
     {"-64.3420789286", "0.0598205899685", "-3.33359130551", "1.65209291099"},
     {"23.0547243475", "0.0231864659413", "0.654407102054", "0.253529793032"},
     "48002.790425",
     "0.605894600007"},
    {"small/women.csv",
     "weight ~ I(height - 65) + I((height - 65)^2)",
     "weight ~ height + I(height^2)",
     15,
     15,
     3,
     {"135.18280543", "3.45", "0.0830639948287"},
     {"0.149307570885", "0.0229522738873", "0.00597964236773"},
     "1.77007110537",
     "0.999473652633"},
    {"small/co2.csv",
     "ppm ~ I(year - 1978) + I((year - 1978)^2) + I((year - 1978)^3)",
     "ppm ~ powers(year, 3)",
     468,
     468,
     4,
     {"335.430589642", "1.41475271231", "0.0128126526225", "-0.000457655369401"},
     {"0.132327651634", "0.019630572041", "0.000779009178168", "7.90149813678e-05"},
     "1688.12906086",
     "0.983861449277"},
    {"small/co2.csv",
     "ppm ~ I(year - 1978) + I((year - 1978)^2) + I(month - 6) + I((month - 6)^2) + I((month - "
     "6)^3)",
     "ppm ~ powers(year, 2) + powers(month, 3)",
     468,
     468,
     6,
     {"336.689548411", "1.31049881916", "0.0128126526225", "-1.02647188519", "-0.119963640348",
      "0.0396574887601"},
     {"0.0905359103101", "0.00423300828337", "0.000420922321961", "0.0346270151742",
      "0.00506923099577", "0.00153341738993"},
     "490.736552023",
     "0.995308547835"},
    {"small/quakes.csv",
     "stations ~ mag + depth",
     NULL,
     1000,
     1000,
     3,
     {"-192.042902654", "47.9087246645", "0.0131785915016"},
     {"4.33164981508", "0.901640601069", "0.0016849032613"},
     "124368.191834",
     "0.740438487155"},
    {"small/quakes.csv",
     "stations ~ I(mag - 4.6) + I(lat + 20) + I(long - 180) + I((lat + 20) * (long - 180)) + "
     "I((lat + 20)^2) + I((long - 180)^2)",
     "stations ~ mag + lat + long + I(lat * long) + I(lat^2) + I(long^2)",
     1000,
     1000,
     7,
     {"36.1381300749", "48.8656405886", "1.10625927249", "-0.168220025269", "-0.00761031745394",
      "0.04564990302", "-0.117292355092"},
     {"0.618862502285", "0.889636983385", "0.128415386221", "0.118350741445", "0.017691984513",
      "0.0111738415708", "0.0162544034944"},
     "117538.704813",
     "0.754691906433"},
    {"small/stackloss.csv",
     "stack.loss ~ .",
     NULL,
     21,
     21,
     4,
     {"-39.9196744201", "0.715640200485", "1.29528612439", "-0.152122519149"},
     {"11.8959968506", "0.134858185355", "0.368024265273", "0.156294043249"},
     "178.829961598",
     "0.913576904461"},
    {"small/swiss.csv",
     "Fertility ~ Agriculture + Examination + Education + Catholic + Infant.Mortality",
     NULL,
     47,
     47,
     6,
     {"66.915181679", "-0.172113970941", "-0.258008239835", "-0.870940062939", "0.104115330744",
      "1.07704814069"},
     {"10.7060375853", "0.0703039231786", "0.253878200892", "0.183028601571", "0.0352578525362",
      "0.381719650858"},
     "2105.04293044",
     "0.706735001593"},
    {"small/trees.csv",
     "Volume ~ I(Girth^2 * Height) - 1",
     NULL,
     31,
     31,
     1,
     {"0.00210810102986"},
     {"2.72236215486e-05"},
     "180.829115529",
     "0.995021908732"},
    {"small/trees.csv",
     "Volume ~ Girth + Height",
     NULL,
     31,
     31,
     3,
     {"-57.9876589184", "4.70816050302", "0.339251234245"},
     {"8.6382258653", "0.264264609421", "0.1301511807"},
     "421.921359222",
     "0.947950037782"},
    {"small/LifeCycleSavings.csv",
     "sr ~ pop15 + pop75 + dpi + ddpi",
     NULL,
     50,
     50,
     5,
     {"28.5660865407", "-0.461193147123", "-1.69149767675", "-0.000336901869141", "0.409694927871"},
     {"7.35451610618", "0.144642224761", "1.0835989307", "0.000931107182318", "0.196197127593"},
     "650.712998168",
     "0.33845637499"},
    {"small/Nile.csv",
     "flow ~ I(year - 1920)",
     "flow ~ year",
     100,
     100,
     2,
     {"920.707152715", "-2.71430543054"},
     {"15.0574752392", "0.521554090157"},
     "2221263.64793",
     "0.21652880465"},
    {"small/Seatbelts.csv",
     "drivers ~ kms + PetrolPrice + law",
     NULL,
     192,
     192,
     4,
     {"2727.32963942", "-0.0223089843357", "-6742.82886689", "-198.772895193"},
     {"169.876019744", "0.00695620135403", "1588.99683177", "62.9702547614"},
     "10735246.9901",
     "0.329885998515"},
    {"made/offset.csv",
     "level ~ I(t - 1600000030)",
     "level ~ t",
     60,
     60,
     2,
     {"3.68101320737", "0.0395930814115"},
     {"0.0149249285065", "0.000861451890118"},
     "0.774536521969",
     "0.973276838723"},
    {"made/offset.csv",
     "level ~ I(t - 1600000030) + I((t - 1600000030)^2)",
     "level ~ t + I(t^2)",
     60,
     60,
     3,
     {"3.68930243123", "0.0395654199303", "-2.7661481174e-05"},
     {"0.0225243172799", "0.000868928600861", "5.60036042005e-05"},
     "0.771235631318",
     "0.973390726488"},
};
enum { SETS = sizeof sets / sizeof *sets };

static lsq_fit *fit_file(const char *file, const char *formula) {
    char path[128];
    snprintf(path, sizeof path, "datasets/%s", file);
    lsq_fit_options options = {.struct_size = sizeof options, .formula = formula};
    lsq_error error = {0};
    lsq_fit *fit = NULL;
    check_status(lsq_fit_csv(&fit, path, &options, &error), LSQ_OK, &error);
    assert_non_null(fit);
    return fit;
}

static void check_whole(lsq_fit *fit, const expected *set) {
    assert_int_equal(lsq_fit_accounts(fit)->read, set->rows);
    assert_int_equal(lsq_fit_accounts(fit)->used, set->used);
    assert_int_equal(lsq_fit_terms(fit), set->terms);
    assert_int_equal(lsq_fit_rank(fit), set->terms);
    check_digits(lsq_fit_value(fit, LSQ_RSS, 0, 0), set->rss, DIGITS);
    check_digits(lsq_fit_value(fit, LSQ_R_SQUARED, 0, 0), set->r_squared, DIGITS);
}

static void check_term(lsq_fit *fit, const expected *set, int64_t term) {
    check_digits(lsq_fit_value(fit, LSQ_ESTIMATE, 0, term), set->estimate[term], DIGITS);
    check_digits(lsq_fit_value(fit, LSQ_STD_ERROR, 0, term), set->std_error[term], DIGITS);
}

static void every_set_gives_the_numbers_of_r(void **state) {
    (void)state;
    for (size_t i = 0; i < SETS; i++) {
        lsq_fit *fit = fit_file(sets[i].file, sets[i].formula);
        check_whole(fit, &sets[i]);
        for (int64_t j = 0; j < sets[i].terms; j++)
            check_term(fit, &sets[i], j);
        lsq_fit_free(fit);
    }
}

static void an_offset_left_in_changes_nothing_of_the_highest_term(void **state) {
    (void)state;
    int tried = 0;
    for (size_t i = 0; i < SETS; i++) {
        if (!sets[i].hard)
            continue;
        lsq_fit *fit = fit_file(sets[i].file, sets[i].hard);
        check_whole(fit, &sets[i]);
        check_term(fit, &sets[i], sets[i].terms - 1);
        lsq_fit_free(fit);
        tried++;
    }
    assert_true(tried >= 4);
}

/* The rule that datasets/README.md states, in integers: thousandths of the level. */
static void the_made_set_is_what_its_rule_makes(void **state) {
    (void)state;
    char line[64], want[64];
    FILE *file = fopen("datasets/made/offset.csv", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    check_text(line, "t,level\n");
    int64_t s = 1;
    for (int i = 0; i < 60; i++) {
        s = 16807 * s % 2147483647;
        int m = 2500 + 40 * i + (int)(s % 401) - 200;
        snprintf(want, sizeof want, "%d,%d.%03d\n", 1600000000 + i, m / 1000, m % 1000);
        assert_non_null(fgets(line, sizeof line, file));
        check_text(line, want);
    }
    assert_null(fgets(line, sizeof line, file));
    fclose(file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_set_gives_the_numbers_of_r),
        cmocka_unit_test(an_offset_left_in_changes_nothing_of_the_highest_term),
        cmocka_unit_test(the_made_set_is_what_its_rule_makes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
