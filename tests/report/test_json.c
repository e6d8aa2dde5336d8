/* JSON: every key in its place, always, and read by an independent reader (jansson).
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include <jansson.h>

#include "report/fits.h"

static char *json_of(const char *csv, const char *formula, int digits) {
    return report_of(csv, formula,
                     (lsq_report_options){.format = LSQ_FORMAT_JSON, .digits = digits});
}

static json_t *read_json(char *text) {
    json_error_t why;
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &why);
    if (!root)
        fail_msg("%s at line %d: %s", why.text, why.line, text);
    lsq_text_free(text);
    return root;
}

/* The member at a path such as "responses.0.rss". */
static json_t *at(json_t *root, const char *path) {
    char copy[128];
    snprintf(copy, sizeof copy, "%s", path);
    for (char *part = strtok(copy, "."); part; part = strtok(NULL, "."))
        root = json_is_array(root) ? json_array_get(root, (size_t)atoi(part))
                                   : json_object_get(root, part);
    if (!root)
        fail_msg("no %s", path);
    return root;
}

static void check_keys(json_t *object, const char *const *keys) {
    const char *key;
    json_t *value;
    size_t i = 0;
    json_object_foreach(object, key, value) {
        assert_non_null(keys[i]);
        assert_string_equal(key, keys[i++]);
    }
    assert_null(keys[i]);
}

static void check_all_keys(json_t *root) {
    static const char *const top[] = {"schema",      "command",     "version",   "formula",
                                      "solver",      "rows",        "rank",      "terms",
                                      "df_residual", "weights",     "relations", "responses",
                                      "warnings",    "fingerprint", NULL};
    static const char *const response[] = {
        "name",           "coefficients",  "rss",         "sigma", "r_squared",
        "r_squared_kind", "adj_r_squared", "f_statistic", "f_df",  "f_p",
        "log_likelihood", "aic",           "bic",         NULL};
    static const char *const coefficient[] = {"term", "estimate",         "std_error",    "t", "p",
                                              "ci",   "certified_digits", "input_digits", NULL};
    check_keys(root, top);
    json_t *one, *row;
    size_t r, j;
    json_array_foreach(at(root, "responses"), r, one) {
        check_keys(one, response);
        json_array_foreach(json_object_get(one, "coefficients"), j, row)
            check_keys(row, coefficient);
    }
}

static void every_key_is_there_in_order_for_every_kind_of_fit(void **state) {
    (void)state;
    static const char *const all[][2] = {
        {"Longley.csv", NULL},
        {"NoInt1.csv", "y ~ x - 1"},
        {"Wampler1.csv", "y ~ powers(x, 5)"},
        {"x,y\n1,2\n", NULL},                          /* n < p */
        {"x,y\n1,2\n2,3\n", NULL},                     /* n = p */
        {"x,y\n1,2\n2,2\n3,2\n", NULL},                /* constant response */
        {"x,y\n1,0\n2,0\n3,0\n", "y ~ x - 1"},         /* zero response */
        {"x,y\n1,2\n2,3\n3,7\n", "y ~ 1"},             /* intercept only */
        {"x,z,y\n1,0,2\n2,0,3\n3,0,7\n4,0,1\n", NULL}, /* zero column */
        {"x,a,b\n0,1,2\n1,3,3\n2,2,7\n3,5,1\n", "cbind(a, b) ~ x"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        json_t *root = read_json(json_of(all[i][0], all[i][1], 0));
        check_all_keys(root);
        json_decref(root);
        root = read_json(json_of(all[i][0], all[i][1], 3));
        check_all_keys(root);
        json_decref(root);
    }
}

static void longley_is_read_back_as_the_certified_doubles(void **state) {
    (void)state;
    json_t *root = read_json(json_of("Longley.csv", NULL, 0));
    assert_int_equal(json_integer_value(at(root, "schema")), 1);
    check_text(json_string_value(at(root, "command")), "fit");
    check_text(json_string_value(at(root, "version")), lsq_version());
    check_text(json_string_value(at(root, "solver")), "exact");
    check_text(json_string_value(at(root, "formula")), "y ~ x1 + x2 + x3 + x4 + x5 + x6");
    assert_int_equal(json_integer_value(at(root, "rows.read")), 16);
    assert_int_equal(json_integer_value(at(root, "rows.used")), 16);
    assert_int_equal(json_integer_value(at(root, "rows.dropped.missing")), 0);
    assert_int_equal(json_integer_value(at(root, "df_residual")), 9);
    assert_true(json_is_null(at(root, "weights")));
    check_text(json_string_value(at(root, "responses.0.coefficients.0.term")), "(Intercept)");
    check_nearest(json_number_value(at(root, "responses.0.coefficients.0.estimate")),
                  "-3482258.634595818325276897428755447506379");
    check_nearest(json_number_value(at(root, "responses.0.coefficients.2.std_error")),
                  "0.03349100777224318891500094857197392095971");
    check_nearest(json_number_value(at(root, "responses.0.r_squared")),
                  "0.9954790045772956009001298858748625472709");
    check_text(json_string_value(at(root, "responses.0.r_squared_kind")), "centred");
    assert_int_equal(json_integer_value(at(root, "responses.0.f_df.0")), 6);
    assert_int_equal(json_integer_value(at(root, "responses.0.f_df.1")), 9);
    check_digits(json_number_value(at(root, "responses.0.coefficients.1.ci.1")), "207.1527798", 9);
    assert_int_equal(json_integer_value(at(root, "responses.0.coefficients.1.certified_digits")),
                     17);
    assert_int_equal(strlen(json_string_value(at(root, "fingerprint"))), 64);
    json_decref(root);
}

static void digits_are_as_asked(void **state) {
    (void)state;
    char *text = json_of("Longley.csv", NULL, 30);
    check_contains(text, "\"estimate\": -3482258.63459581832527689742876, "
                         "\"std_error\": 890420.383607372547243283262219, ");
    check_contains(text, "\"rss\": 836424.055505914622502426566778,");
    check_contains(text, "\"certified_digits\": 30,");
    lsq_text_free(text);
}

static void fault_60_an_aliased_term_is_null_and_has_a_relation(void **state) {
    (void)state;
    json_t *root = read_json(json_of("x1,x2,y\n0,0,1\n1,2,3\n2,4,2\n3,6,5\n", NULL, 0));
    check_text(json_string_value(at(root, "relations.0.term")), "x2");
    check_text(json_string_value(at(root, "relations.0.equals")), "2*x1");
    static const char *const none[] = {"estimate", "std_error",        "t",           "p",
                                       "ci",       "certified_digits", "input_digits"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_true(json_is_null(json_object_get(at(root, "responses.0.coefficients.2"), none[i])));
    assert_int_equal(json_integer_value(at(root, "rank")), 2);
    assert_int_equal(json_integer_value(at(root, "terms")), 3);
    assert_true(json_array_size(at(root, "warnings")) > 0);
    json_decref(root);
}

static void check_null(json_t *root, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!json_is_null(json_object_get(at(root, "responses.0"), names[i])))
            fail_msg("%s is not null", names[i]);
}

static void fault_63_a_perfect_fit_has_zeros_and_nulls(void **state) {
    (void)state;
    json_t *root = read_json(json_of("x,y\n0,1\n1,3\n2,5\n3,7\n", NULL, 0));
    static const char *const none[] = {"f_statistic",    "f_df", "f_p",
                                       "log_likelihood", "aic",  "bic"};
    check_null(root, none, sizeof none / sizeof *none);
    check_same(json_number_value(at(root, "responses.0.rss")), 0);
    check_same(json_number_value(at(root, "responses.0.sigma")), 0);
    check_same(json_number_value(at(root, "responses.0.coefficients.1.std_error")), 0);
    check_same(json_number_value(at(root, "responses.0.coefficients.1.estimate")), 2);
    assert_true(json_is_null(at(root, "responses.0.coefficients.1.t")));
    assert_true(json_is_null(at(root, "responses.0.coefficients.1.p")));
    json_decref(root);
}

static void fault_62_no_degrees_of_freedom_are_nulls(void **state) {
    (void)state;
    json_t *root = read_json(json_of("x,y\n0,1\n1,3\n", NULL, 0));
    static const char *const none[] = {"sigma", "f_statistic", "f_df", "f_p"};
    check_null(root, none, sizeof none / sizeof *none);
    assert_true(json_is_null(at(root, "responses.0.coefficients.1.std_error")));
    assert_true(json_is_null(at(root, "responses.0.coefficients.1.ci")));
    check_same(json_number_value(at(root, "responses.0.coefficients.1.estimate")), 2);
    json_decref(root);
}

static void a_constant_response_has_no_r_squared(void **state) {
    (void)state;
    json_t *root = read_json(json_of("x,y\n1,2\n2,2\n3,2\n", NULL, 0));
    static const char *const none[] = {"r_squared", "adj_r_squared"};
    check_null(root, none, 2);
    json_decref(root);
    root = read_json(json_of("x,y\n1,2\n2,3\n3,7\n", "y ~ 1", 0));
    static const char *const f[] = {"f_statistic", "f_df", "f_p"};
    check_null(root, f, 3);
    json_decref(root);
}

static void fault_33_names_are_strings_whatever_they_hold(void **state) {
    (void)state;
    json_t *root = read_json(json_of("\"a\"\"\033\n\\b\",y\n0,1\n1,3\n2,2\n3,5\n", NULL, 0));
    const char *name = json_string_value(at(root, "responses.0.coefficients.1.term"));
    check_contains(name, "a\"\033\n\\b");
    json_decref(root);
}

/* The keys at every depth, in their order, with the lengths of the arrays: the shape of a report.
 */
static void put_shape(json_t *value, char *out, size_t size) {
    const char *key;
    json_t *member;
    size_t i;
    if (json_is_object(value))
        json_object_foreach(value, key, member) {
            snprintf(out + strlen(out), size - strlen(out), "%s{", key);
            put_shape(member, out, size);
            strcat(out, "}");
        }
    if (json_is_array(value))
        json_array_foreach(value, i, member) {
            strcat(out, "[");
            put_shape(member, out, size);
            strcat(out, "]");
        }
}

/* Orthogonal columns, so that all methods get there, but for sgd, and none has a finding of its
 * own. */
static void every_solver_fills_the_same_form(void **state) {
    (void)state;
    static const char csv[] = "x,z,y\n-1,1,2\n1,1,3\n-1,-1,3\n1,-1,8\n-1,1,4\n1,1,4\n-1,-1,2\n"
                              "1,-1,5\n";
    lsq_report_options json = {.format = LSQ_FORMAT_JSON};
    static char want[8192], got[8192];
    json_t *root = read_json(report_by(csv, NULL, "exact", json));
    check_text(json_string_value(at(root, "solver")), "exact");
    *want = '\0';
    put_shape(root, want, sizeof want);
    json_decref(root);
    for (int64_t i = 0; i < lsq_methods(); i++) {
        if (!strcmp(lsq_method_name(i), "sgd"))
            continue;
        root = read_json(report_by(csv, NULL, lsq_method_name(i), json));
        check_all_keys(root);
        check_text(json_string_value(at(root, "solver")), lsq_method_name(i));
        *got = '\0';
        put_shape(root, got, sizeof got);
        check_text(got, want);
        for (int j = 0; j < 3; j++) {
            char path[64];
            snprintf(path, sizeof path, "responses.0.coefficients.%d.certified_digits", j);
            assert_true(json_is_null(at(root, path)));
        }
        json_decref(root);
    }
}

static void a_given_fit_is_written_as_the_doubles_it_is(void **state) {
    (void)state;
    lsq_fit *fit = fit_by("Longley.csv", NULL, "qr");
    json_t *root = read_json(
        report_by("Longley.csv", NULL, "qr", (lsq_report_options){.format = LSQ_FORMAT_JSON}));
    for (int64_t j = 0; j < 7; j++) {
        char path[64];
        snprintf(path, sizeof path, "responses.0.coefficients.%d.estimate", (int)j);
        check_same(json_number_value(at(root, path)), lsq_fit_answer(fit)->B[j]);
    }
    check_same(json_number_value(at(root, "responses.0.rss")), lsq_fit_answer(fit)->rss[0]);
    json_decref(root);
    lsq_fit_free(fit);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_there_in_order_for_every_kind_of_fit),
        cmocka_unit_test(longley_is_read_back_as_the_certified_doubles),
        cmocka_unit_test(digits_are_as_asked),
        cmocka_unit_test(fault_60_an_aliased_term_is_null_and_has_a_relation),
        cmocka_unit_test(fault_63_a_perfect_fit_has_zeros_and_nulls),
        cmocka_unit_test(fault_62_no_degrees_of_freedom_are_nulls),
        cmocka_unit_test(a_constant_response_has_no_r_squared),
        cmocka_unit_test(fault_33_names_are_strings_whatever_they_hold),
        cmocka_unit_test(every_solver_fills_the_same_form),
        cmocka_unit_test(a_given_fit_is_written_as_the_doubles_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
