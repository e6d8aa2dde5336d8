/* The eleven linear problems of NIST's Statistical Reference Datasets, digit by digit.
 *
 * The JSON beside each CSV holds the exact least-squares solution of the decimals in the file to 40
 * digits, computed in rational arithmetic by another program, and NIST's certified values as
 * printed.  Everything lsq gives must be these values rounded once: to the nearest double, to 30
 * digits, to the digits NIST prints.  Wampler1 and 2 are exact fits: RSS, sigma and standard errors
 * are 0, t, p, F and likelihood do not exist.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>
#include <lsq.h>

#include "support/check.h"
#include "support/rational.h"

static const char *const sets[] = {"Norris",   "Pontius",  "NoInt1",   "NoInt2",
                                   "Longley",  "Filip",    "Wampler1", "Wampler2",
                                   "Wampler3", "Wampler4", "Wampler5"};
enum { SETS = sizeof sets / sizeof *sets, TEXT = 2048 };

static json_t *set_load(const char *name) {
    char path[128];
    snprintf(path, sizeof path, "datasets/nist/%s.json", name);
    json_t *set = json_load_file(path, 0, NULL);
    if (!set)
        fail_msg("cannot read %s; tests run from the top of the tree", path);
    return set;
}

static int64_t integer(const json_t *set, const char *key) {
    assert_true(json_is_integer(json_object_get(set, key)));
    return json_integer_value(json_object_get(set, key));
}

static int has_intercept(const json_t *set) {
    return json_is_true(json_object_get(set, "intercept"));
}

/* The text at a key, or in the list at a key; "" where there is none. */
static const char *text_at(const json_t *set, const char *prefix, const char *key, int64_t i) {
    char full[128];
    snprintf(full, sizeof full, "%s%s", prefix, key);
    const json_t *value = json_object_get(set, full);
    if (i >= 0)
        value = json_array_get(value, (size_t)i);
    return json_is_string(value) ? json_string_value(value) : "";
}

/* The formula of the set's terms.  `doubles`: columns are called x1 ... as lsq_fit_doubles does. */
static void formula_of(char *formula, const json_t *set, int doubles) {
    size_t i, used = (size_t)sprintf(formula, "y ~ ");
    json_t *term;
    int first = 1;
    json_array_foreach(json_object_get(set, "terms"), i, term) {
        const char *column = json_string_value(json_object_get(term, "column"));
        if (!column)
            continue;
        if (doubles && strcmp(column, "x") == 0)
            column = "x1";
        int power = (int)json_integer_value(json_object_get(term, "power"));
        used += (size_t)snprintf(formula + used, TEXT - used, power > 1 ? "%sI(%s^%d)" : "%s%s",
                                 first ? "" : " + ", column, power);
        first = 0;
    }
    if (!has_intercept(set))
        snprintf(formula + used, TEXT - used, " - 1");
}

static lsq_fit *fit_set(const json_t *set, const char *path) {
    char formula[TEXT], full[128];
    formula_of(formula, set, 0);
    lsq_fit_options options = {.struct_size = sizeof options, .formula = formula};
    lsq_error error = {0};
    lsq_fit *fit = NULL;
    snprintf(full, sizeof full, "datasets/nist/%s", text_at(set, "", "csv", -1));
    check_status(lsq_fit_csv(&fit, path ? path : full, &options, &error), LSQ_OK, &error);
    assert_int_equal(lsq_fit_terms(fit), integer(set, "p"));
    assert_int_equal(lsq_fit_rank(fit), integer(set, "p"));
    assert_int_equal(lsq_fit_accounts(fit)->used, integer(set, "n"));
    assert_int_equal(lsq_fit_df_residual(fit), integer(set, "n") - integer(set, "p"));
    return fit;
}

/* What is compared: the quantity, its key after the prefix, its key in the report. */
static const struct {
    lsq_quantity what;
    const char *key, *certified, *reported;
    int is_list;
} compared[] = {{LSQ_ESTIMATE, "coefficients", "coefficients", "estimate", 1},
                {LSQ_STD_ERROR, "std_errors", "std_devs", "std_error", 1},
                {LSQ_RSS, "residual_ss", "residual_ss", "rss", 0},
                {LSQ_SIGMA, "residual_sd", "residual_sd", "sigma", 0},
                {LSQ_R_SQUARED, "r_squared", "r_squared", "r_squared", 0},
                {LSQ_F, "f_statistic", "f_statistic", "f_statistic", 0}};
enum { COMPARED = sizeof compared / sizeof *compared };

/* The library's value of compared[k] as double and to 30 digits, against the JSON's values under
 * prefix. */
static void check_values(lsq_fit *fit, const json_t *set, const char *prefix) {
    for (size_t k = 0; k < COMPARED; k++)
        for (int64_t j = 0; j < (compared[k].is_list ? integer(set, "p") : 1); j++) {
            const char *want = text_at(set, prefix, compared[k].key, compared[k].is_list ? j : -1);
            if (strcmp(want, "Infinity") == 0) {
                assert_false(lsq_fit_has(fit, compared[k].what, 0, j));
                continue;
            }
            check_nearest(lsq_fit_value(fit, compared[k].what, 0, j), want);
            char got[96], rounded[96];
            mpq_t exact;
            mpq_init(exact);
            assert_int_equal(rational_from_text(exact, want), 0);
            rational_round(rounded, sizeof rounded, exact, 30);
            mpq_clear(exact);
            lsq_error error = {0};
            check_status(lsq_fit_text(fit, compared[k].what, 0, j, 30, got, sizeof got, &error),
                         LSQ_OK, &error);
            check_decimal(got, rounded);
        }
}

static void every_value_is_the_nearest_double_and_has_30_digits(void **state) {
    (void)state;
    for (size_t i = 0; i < SETS; i++) {
        json_t *set = set_load(sets[i]);
        lsq_fit *fit = fit_set(set, NULL);
        check_values(fit, set, "exact_");
        lsq_fit_free(fit);
        json_decref(set);
    }
}

static char *report_json(lsq_fit *fit, int digits) {
    lsq_report_options options = {
        .struct_size = sizeof options, .format = LSQ_FORMAT_JSON, .digits = digits};
    lsq_error error = {0};
    char *text = NULL;
    check_status(lsq_report(fit, &options, &text, &error), LSQ_OK, &error);
    return text;
}

/* A number of the report as jansson reads it, against the exact value; null where there is none. */
static void check_reported(const json_t *object, const char *key, const char *want) {
    const json_t *value = json_object_get(object, key);
    assert_non_null(value);
    if (strcmp(want, "Infinity") == 0) {
        assert_true(json_is_null(value));
        return;
    }
    assert_true(json_is_number(value));
    check_nearest(json_number_value(value), want);
}

static void the_json_report_holds_the_nearest_doubles(void **state) {
    (void)state;
    for (size_t i = 0; i < SETS; i++) {
        json_t *set = set_load(sets[i]);
        lsq_fit *fit = fit_set(set, NULL);
        char *text = report_json(fit, 0);
        json_t *report = json_loads(text, 0, NULL);
        assert_non_null(report);
        json_t *response = json_array_get(json_object_get(report, "responses"), 0);
        json_t *coefs = json_object_get(response, "coefficients");
        assert_int_equal(json_array_size(coefs), integer(set, "p"));
        for (size_t k = 0; k < COMPARED; k++)
            for (int64_t j = 0; j < (compared[k].is_list ? integer(set, "p") : 1); j++)
                check_reported(
                    compared[k].is_list ? json_array_get(coefs, (size_t)j) : response,
                    compared[k].reported,
                    text_at(set, "exact_", compared[k].key, compared[k].is_list ? j : -1));
        assert_int_equal(integer(report, "df_residual"), integer(set, "n") - integer(set, "p"));
        check_text(json_string_value(json_object_get(response, "r_squared_kind")),
                   has_intercept(set) ? "centred" : "uncentred");
        json_decref(report);
        lsq_text_free(text);
        lsq_fit_free(fit);
        json_decref(set);
    }
}

/* number = what follows the next `"key": ` from *at on; *at moves behind it. */
static void next_number(char *number, size_t size, const char **at, const char *key) {
    char mark[64];
    snprintf(mark, sizeof mark, "\"%s\": ", key);
    const char *from = strstr(*at, mark);
    assert_non_null(from);
    from += strlen(mark);
    size_t length = strcspn(from, ",}\n");
    assert_true(length < size);
    memcpy(number, from, length);
    number[length] = '\0';
    *at = from + length;
}

static void the_json_report_with_30_digits_is_the_exact_value_rounded(void **state) {
    (void)state;
    for (size_t i = 0; i < SETS; i++) {
        json_t *set = set_load(sets[i]);
        lsq_fit *fit = fit_set(set, NULL);
        char *text = report_json(fit, 30), got[96], rounded[96];
        for (size_t k = 0; k < COMPARED; k++) {
            const char *at = strstr(text, "\"coefficients\"");
            for (int64_t j = 0; j < (compared[k].is_list ? integer(set, "p") : 1); j++) {
                const char *want =
                    text_at(set, "exact_", compared[k].key, compared[k].is_list ? j : -1);
                next_number(got, sizeof got, &at, compared[k].reported);
                if (strcmp(want, "Infinity") == 0) {
                    check_text(got, "null");
                    continue;
                }
                mpq_t exact;
                mpq_init(exact);
                assert_int_equal(rational_from_text(exact, want), 0);
                rational_round(rounded, sizeof rounded, exact, 30);
                check_decimal(got, rounded);
                if (mpq_sgn(exact))
                    assert_int_equal(rational_text_digits(got), 30);
                mpq_clear(exact);
            }
        }
        lsq_text_free(text);
        lsq_fit_free(fit);
        json_decref(set);
    }
}

static int is_known_misprint(const json_t *set, const char *item) {
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(set, "certified_mismatches_vs_exact"), i,
                       entry) if (strcmp(json_string_value(json_object_get(entry, "item")), item) ==
                                  0) return 1;
    return 0;
}

/* NIST prints about 15 digits, correctly rounded but for the one value the JSON names. */
static void nists_certified_values_are_met_to_their_last_digit(void **state) {
    (void)state;
    for (size_t i = 0; i < SETS; i++) {
        json_t *set = set_load(sets[i]), *certified = json_object_get(set, "certified");
        lsq_fit *fit = fit_set(set, NULL);
        for (size_t k = 0; k < COMPARED; k++)
            for (int64_t j = 0; j < (compared[k].is_list ? integer(set, "p") : 1); j++) {
                const char *want =
                    text_at(certified, "", compared[k].certified, compared[k].is_list ? j : -1);
                if (strcmp(want, "Infinity") == 0 || is_known_misprint(set, compared[k].certified))
                    continue;
                int digits = rational_text_digits(want);
                char got[96];
                lsq_error error = {0};
                check_status(lsq_fit_text(fit, compared[k].what, 0, j, digits ? digits : 15, got,
                                          sizeof got, &error),
                             LSQ_OK, &error);
                check_decimal(got, want);
            }
        lsq_fit_free(fit);
        json_decref(set);
    }
}

/* The numbers of a CSV of n rows and `columns` columns after its header, each the nearest
 * double. */
static double *read_doubles(const char *csv, int64_t n, int64_t columns) {
    char path[128], line[512];
    snprintf(path, sizeof path, "datasets/nist/%s", csv);
    FILE *file = fopen(path, "r");
    double *values = calloc((size_t)(n * columns), sizeof *values);
    assert_non_null(file);
    assert_non_null(values);
    assert_non_null(fgets(line, sizeof line, file));
    for (int64_t i = 0; i < n; i++) {
        assert_non_null(fgets(line, sizeof line, file));
        char *at = line;
        for (int64_t j = 0; j < columns; j++) {
            values[i * columns + j] = strtod(at, &at);
            assert_true(*at == (j + 1 < columns ? ',' : '\n'));
            at++;
        }
    }
    fclose(file);
    return values;
}

/* A double is the binary number it is, and its powers are exact: "double_x_exact_powers" of the
 * JSON. */
static void doubles_are_taken_as_they_are_with_exact_powers(void **state) {
    (void)state;
    for (size_t i = 0; i < SETS; i++) {
        json_t *set = set_load(sets[i]);
        int64_t n = integer(set, "n"), columns = strcmp(sets[i], "Longley") == 0 ? 7 : 2;
        double *values = read_doubles(text_at(set, "", "csv", -1), n, columns);
        char formula[TEXT];
        formula_of(formula, set, 1);
        lsq_fit_options options = {.struct_size = sizeof options, .formula = formula};
        lsq_doubles X = {values + 1, n, columns - 1, columns, 1}, Y = {values, n, 1, columns, 1};
        lsq_fit *fit = NULL;
        lsq_error error = {0};
        check_status(lsq_fit_doubles(&fit, X, Y, &options, &error), LSQ_OK, &error);
        check_values(fit, set, "double_x_exact_powers_");
        for (int64_t j = 0; j < lsq_fit_terms(fit); j++)
            assert_true(isnan(lsq_fit_input_digits(fit, 0, j)));
        lsq_fit_free(fit);
        free(values);
        json_decref(set);
    }
}

static char *read_bytes(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(1 << 16);
    assert_non_null(file);
    assert_non_null(bytes);
    *size = fread(bytes, 1, 1 << 16, file);
    fclose(file);
    return bytes;
}

static void a_buffer_and_standard_input_give_what_the_file_gives(void **state) {
    (void)state;
    for (size_t i = 0; i < SETS; i++) {
        json_t *set = set_load(sets[i]);
        char path[128], formula[TEXT];
        snprintf(path, sizeof path, "datasets/nist/%s", text_at(set, "", "csv", -1));
        formula_of(formula, set, 0);
        lsq_fit_options options = {.struct_size = sizeof options, .formula = formula};
        lsq_error error = {0};
        lsq_fit *file = fit_set(set, NULL), *buffer = NULL, *input;
        size_t size;
        char *bytes = read_bytes(path, &size);
        check_status(lsq_fit_buffer(&buffer, bytes, size, &options, &error), LSQ_OK, &error);
        int descriptor = open(path, O_RDONLY);
        assert_int_equal(dup2(descriptor, STDIN_FILENO), STDIN_FILENO);
        close(descriptor);
        input = fit_set(set, "-");
        check_values(buffer, set, "exact_");
        char *a = report_json(file, 0), *b = report_json(buffer, 0), *c = report_json(input, 0);
        check_text(b, a);
        check_text(c, a);
        lsq_text_free(c);
        lsq_text_free(b);
        lsq_text_free(a);
        free(bytes);
        lsq_fit_free(input);
        lsq_fit_free(buffer);
        lsq_fit_free(file);
        json_decref(set);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_is_the_nearest_double_and_has_30_digits),
        cmocka_unit_test(the_json_report_holds_the_nearest_doubles),
        cmocka_unit_test(the_json_report_with_30_digits_is_the_exact_value_rounded),
        cmocka_unit_test(nists_certified_values_are_met_to_their_last_digit),
        cmocka_unit_test(doubles_are_taken_as_they_are_with_exact_powers),
        cmocka_unit_test(a_buffer_and_standard_input_give_what_the_file_gives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
