/* The formulas of inference in balls, against 30 digits from another program.
 *
 * The values were computed with Python's fractions (normal equations solved exactly) and mpmath (70
 * digits: square roots, regularised incomplete beta, root of the tail for the intervals); R 4.2.2
 * agrees with all of them to the 12 to 15 digits it has: lm, summary, confint, logLik, AIC, BIC.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fit/fits.h"
#include "stats/quantities.h"

/* estimate, std_error, t, p, ci_lower, ci_upper of each term */
typedef const char *coefficient[6];

/* rss, sigma, r_squared, adj_r_squared, f, f_p, log_likelihood, aic, bic */
typedef const char *summary[9];

static const coefficient mtcars_terms[] = {
    {"9.61778051456161355714200091118", "6.95959298481824817153833067400",
     "1.38194583153669650106108576548", "1.77915165458582144180400393854e-1",
     "-4.63829945952817322055545280055", "2.38738604886514003348394546229e+1"},
    {"-3.91650372494248703488923489240", "7.11201634662252311704931086091e-1",
     "-5.50688234399576966142201932592", "6.95271111117151040383987148561e-6",
     "-5.37333423264109745100314843712", "-2.45967321724387661877532134768"},
    {"1.22588597158369774370639459331", "2.88669553911072162040886673332e-1",
     "4.24667567110782119284938430317", "2.16173705201940013467941022139e-4",
     "6.34573195733409982459026322912e-1", "1.81719874743398550495376286371"},
    {"2.93583719188942216092524196681", "1.41090451492714983652466456888",
     "2.08081919139723653034106700921", "4.67155099194554674228639156122e-2",
     "4.57303071214923544428917094211e-2", "5.82594407665735196740759222419"}};
static const summary mtcars_summary = {
    "1.69285929537651880502299341448e+2",  "2.45884648868450886652084504488",
    "8.49663556361707194884051569599e-1",  "8.33556080257604394335914237770e-1",
    "5.27496394140411572848509088369e+1",  "1.21044643016209405860521664059e-11",
    "-7.20596854344505895485271546778e+1", "1.54119370868901179097054309356e+2",
    "1.61448050382899811832485112392e+2"};

/* level 0.9 */
static const coefficient longley_terms[] = {
    {"-3.48225863459581832527689742876e+6", "8.90420383607372547243283262219e+5",
     "-3.91080291815433878618997342659", "3.56040366372623069510221067511e-3",
     "-5.11449975528722070364867006419e+6", "-1.85001751390441594690512479332e+6"},
    {"1.50618722713732949699884679430e+1", "8.49149257747669452465055711743e+1",
     "1.77376028229998571137812798830e-1", "8.63140832809214533784237115118e-1",
     "-1.40596776341896442117086426233e+2", "1.70720520884643032057063362119e+2"},
    {"-3.58191792925910166168577525360e-2", "3.34910077722431889150009485720e-2",
     "-1.06951631722104758478740935409", "3.12681061092711119199771199323e-1",
     "-9.72119787675805609827448636784e-2", "2.55736201823985277490293586063e-2"},
    {"-2.02022980381682508565347406204", "4.88399681651699462629709768174e-1",
     "-4.13642735594071282896697939516", "2.53509173411127871645515396232e-3",
     "-2.91552157655774451465144020861", "-1.12493803107590565665550791547"},
    {"-1.03322686717359197549469146328", "2.14274163161675263879631126370e-1",
     "-4.82198531044546060368797988520", "9.44366764161793455306559240139e-4",
     "-1.42601560679935157865262123658", "-6.40438127547832372336761689987e-1"},
    {"-5.11041056535807144706642656987e-2", "2.26073200069370359246648387022e-1",
     "-2.26051144664203741784485589031e-1", "8.26211795763646987416945156065e-1",
     "-4.65521812427724453832367817209e-1", "3.63313601120563024891039285812e-1"},
    {"1.82915146461355184522976668424e+3", "4.55478499142211992717703665145e+2",
     "4.01588981270978534692497604538", "3.03680334163028908831914806117e-3",
     "9.94207937289110213619263385668e+2", "2.66409499193799347684026998281e+3"}};
static const summary longley_summary = {
    "8.36424055505914622502426566778e+5",  "3.04854073561964802138152217066e+2",
    "9.95479004577295600900129885875e-1",  "9.92465007628826001500216476458e-1",
    "3.30285339234588303835060936932e+2",  "4.98403052872478862102596434982e-10",
    "-1.09617434808480560886916183558e+2", "2.35234869616961121773832367116e+2",
    "2.41415579394879371675183795003e+2"};

/* no intercept, level 0.99 */
static const coefficient women_terms[] = {
    {"2.10951221428010368392113738120", "2.45152369026573405771298443569e-2",
     "8.60490242315970489442051982500e+1", "1.78729636399923951255699522997e-20",
     "2.03653420942504841308501829081", "2.18249021913515895475725647158"}};
static const summary women_summary = {
    "5.35590354253397219385751315686e+2",  "6.18518018130778939780565554172",
    "9.98112809398584943713118778464e-1",  "9.97978010069912439692627262640e-1",
    "7.40443457120997609949536860994e+3",  "1.78729636399923951255699522997e-20",
    "-4.80989735229476687769572842996e+1", "1.00197947045895337553914568599e+2",
    "1.01614047448099757685906577740e+2"};

static lsq_fit *fit_file(const char *path, const char *formula, double level) {
    lsq_fit_options options = {.struct_size = sizeof options, .formula = formula, .level = level};
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    check_status(lsq_fit_csv(&fit, path, &options, &error), LSQ_OK, &error);
    check_status(lsq_solution_refine(&fit->g.solution, 256, &error), LSQ_OK, &error);
    return fit;
}

static void check_all(lsq_fit *fit, const coefficient *terms, const summary whole) {
    arb_t v;
    arb_init(v);
    for (int64_t j = 0; j < lsq_fit_terms(fit); j++)
        for (int what = LSQ_ESTIMATE; what <= LSQ_CI_UPPER; what++) {
            lsq_quantity_ball(v, &fit->g, (lsq_quantity)what, 0, j);
            check_ball(v, terms[j][what], 28, 96);
        }
    for (int what = LSQ_RSS; what <= LSQ_BIC; what++) {
        lsq_quantity_ball(v, &fit->g, (lsq_quantity)what, 0, 0);
        check_ball(v, whole[what - LSQ_RSS], 28, 96);
    }
    arb_clear(v);
}

static void a_plain_regression_is_right_in_every_number(void **state) {
    (void)state;
    lsq_fit *fit = fit_file("datasets/small/mtcars.csv", "mpg ~ wt + qsec + am", 0);
    check_all(fit, mtcars_terms, mtcars_summary);
    assert_int_equal(lsq_f_df1(&fit->g), 3);
    lsq_fit_free(fit);
}

static void longley_at_another_level_is_right_in_every_number(void **state) {
    (void)state;
    lsq_fit *fit = fit_file("datasets/nist/Longley.csv", "y ~ .", 0.9);
    check_all(fit, longley_terms, longley_summary);
    assert_int_equal(lsq_f_df1(&fit->g), 6);
    lsq_fit_free(fit);
}

static void without_intercept_the_sums_are_uncentred(void **state) {
    (void)state;
    lsq_fit *fit = fit_file("datasets/small/women.csv", "weight ~ height - 1", 0.99);
    check_all(fit, women_terms, women_summary);
    assert_int_equal(lsq_f_df1(&fit->g), 1);
    lsq_fit_free(fit);
}

/* y in thousandths, x in thousands: every unit enters its quantity with the right power. */
static void units_of_columns_change_what_they_should_and_no_more(void **state) {
    (void)state;
    lsq_fit *a = fit_of("x,y\n1,2\n2,3\n3,7\n4,8\n", "y ~ x");
    lsq_fit *b = fit_of("x,y\n1e3,0.002\n2e3,3e-3\n3e3,0.007\n4e3,0.008\n", "y ~ x");
    static const int powers_of_ten[] = {-6, -6, 0, 0, -6, -6, -6, -3, 0, 0, 0, 0};
    lsq_error error = {0};
    for (int what = LSQ_ESTIMATE; what <= LSQ_F_P; what++) {
        char text[64], scaled[80], other[64];
        lsq_quantity q = (lsq_quantity)what;
        check_status(lsq_fit_text(a, q, 0, 1, 25, text, sizeof text, &error), LSQ_OK, &error);
        check_status(lsq_fit_text(b, q, 0, 1, 25, other, sizeof other, &error), LSQ_OK, &error);
        mpq_t v;
        mpq_init(v);
        assert_int_equal(rational_from_text(v, text), 0);
        rational_scale10(v, powers_of_ten[what]);
        rational_round(scaled, sizeof scaled, v, 25);
        check_decimal(other, scaled);
        mpq_clear(v);
    }
    lsq_fit_free(b);
    lsq_fit_free(a);
}

/* Rank and not the number of terms counts: an aliased column changes nothing but its own line. */
static void an_aliased_column_changes_no_number(void **state) {
    (void)state;
    lsq_fit *a = fit_of("x,y\n1,2\n2,3\n3,7\n4,8\n", "y ~ x");
    lsq_fit *b = fit_of("x,z,y\n1,2,2\n2,4,3\n3,6,7\n4,8,8\n", "y ~ x + z");
    assert_int_equal(lsq_f_df1(&b->g), 1);
    for (int what = LSQ_ESTIMATE; what <= LSQ_BIC; what++)
        check_same(lsq_fit_value(b, (lsq_quantity)what, 0, 1),
                   lsq_fit_value(a, (lsq_quantity)what, 0, 1));
    lsq_fit_free(b);
    lsq_fit_free(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_regression_is_right_in_every_number),
        cmocka_unit_test(longley_at_another_level_is_right_in_every_number),
        cmocka_unit_test(without_intercept_the_sums_are_uncentred),
        cmocka_unit_test(units_of_columns_change_what_they_should_and_no_more),
        cmocka_unit_test(an_aliased_column_changes_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
