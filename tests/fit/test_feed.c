/* Where the rows go: every row once to the moments and, as doubles, to the sink or the solver.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/error.h"
#include "base/text.h"
#include "fit/fits.h"

static void check_method(const char *asked, const char *want) {
    lsq_fit_options o = {.solver = asked};
    const char *method = "?";
    lsq_error error = {0};
    check_status(lsq_fit_find_method(&method, &o, &error), LSQ_OK, &error);
    check_text(method, want);
}

static void a_solver_is_exact_or_a_method(void **state) {
    (void)state;
    check_method(NULL, NULL);
    check_method("exact", NULL);
    for (int64_t i = 0; i < lsq_methods(); i++)
        check_method(lsq_method_name(i), lsq_method_name(i));
}

static void another_solver_is_refused_with_the_names_there_are(void **state) {
    (void)state;
    static const char *const wrong[][2] = {
        {"qrr", "no solver 'qrr'; did you mean qr? There are exact, cholesky, qr, "},
        {"Exact", "did you mean exact?"},
        {"SVD", "did you mean svd?"},
        {"", "no solver ''; there are exact, "},
        {"zzzzzzz", "no solver 'zzzzzzz'; there are exact, cholesky, qr, pivoted-qr, svd, tsqr, "
                    "gd, line"},
        {"q\033[", "'q\\x1B['"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        lsq_fit_options o = {.struct_size = sizeof o, .solver = wrong[i][0]};
        lsq_fit *fit = NULL;
        lsq_error error = {0};
        check_status(lsq_fit_buffer(&fit, "x,y\n1,2\n", 8, &o, &error), LSQ_EUSAGE, &error);
        check_contains(error.message, wrong[i][1]);
        assert_null(fit);
    }
}

/* What a sink saw of y ~ x with x = 0.1 i, y = i^2. */
typedef struct seen {
    int64_t rows, blocks, stop_after;
} seen;

static lsq_status take(void *context, lsq_view D, lsq_error *error) {
    seen *s = context;
    assert_int_equal(D.columns, 3);
    for (int64_t i = 0; i < D.rows; i++) {
        double row = (double)(s->rows + i);
        check_same(D.data[i], 1.0);
        check_same(D.data[i + D.ld], row / 10);
        check_same(D.data[i + 2 * D.ld], row * row);
        D.data[i] = D.data[i + D.ld] = -7; /* it is the sink's to overwrite */
    }
    s->rows += D.rows;
    if (++s->blocks == s->stop_after)
        return lsq_fail(error, LSQ_ENUMERIC, "the sink has enough");
    return LSQ_OK;
}

static lsq_status read_into(seen *s, lsq_sink *sink, int64_t rows, lsq_fit **fit,
                            lsq_error *error) {
    lsq_text csv = {0};
    lsq_text_put(&csv, "x,y\n");
    for (int64_t i = 0; i < rows; i++)
        lsq_text_format(&csv, "%lld.%lld,%lld\n", (long long)i / 10, (long long)i % 10,
                        (long long)(i * i));
    lsq_source *source = NULL;
    lsq_fit_options o = {.level = 0.95};
    assert_int_equal(lsq_source_memory(&source, csv.bytes, csv.length, "buffer", NULL), LSQ_OK);
    assert_int_equal(lsq_fit_new(fit, NULL), LSQ_OK);
    *sink = (lsq_sink){.take = take, .context = s};
    (*fit)->sink = sink;
    lsq_status status = lsq_fit_read_source(*fit, source, &o, error);
    (*fit)->sink = NULL;
    lsq_text_clear(&csv);
    return status;
}

static void a_sink_sees_every_row_once_as_the_nearest_doubles(void **state) {
    (void)state;
    for (int64_t rows = 2047; rows <= 5000; rows += rows < 2049 ? 1 : 2951) {
        seen s = {0};
        lsq_sink sink;
        lsq_fit *fit = NULL;
        lsq_error error = {0};
        check_status(read_into(&s, &sink, rows, &fit, &error), LSQ_OK, &error);
        assert_int_equal(s.rows, rows);
        assert_int_equal(lsq_moments_rows(fit->moments), rows);
        assert_true(sink.seconds > 0);
        lsq_fit_free(fit);
    }
}

/* Rows i with weight i / 4, the first of which is 0. */
static lsq_status take_weighed(void *context, lsq_view D, lsq_error *error) {
    int64_t *rows = context;
    (void)error;
    assert_int_equal(D.columns, 4);
    for (int64_t i = 0; i < D.rows; i++) {
        check_same(D.data[i + D.ld], (double)++*rows);
        check_same(D.data[i + 3 * D.ld], (double)*rows / 4);
    }
    return LSQ_OK;
}

static void a_sink_gets_weights_behind_the_responses(void **state) {
    (void)state;
    static const char *const quarters[] = {"", ".25", ".5", ".75"};
    int64_t rows = 0;
    lsq_text csv = {0};
    lsq_text_put(&csv, "w,x,y\n");
    for (int i = 0; i < 3000; i++)
        lsq_text_format(&csv, "%d%s,%d,1\n", i / 4, quarters[i % 4], i);
    lsq_fit *fit = NULL;
    lsq_source *source = NULL;
    lsq_fit_options o = {.level = 0.95};
    lsq_error error = {0};
    lsq_sink sink = {.take = take_weighed, .context = &rows};
    check_status(lsq_source_memory(&source, csv.bytes, csv.length, "buffer", &error), LSQ_OK,
                 &error);
    check_status(lsq_fit_new(&fit, &error), LSQ_OK, &error);
    fit->sink = &sink;
    fit->weighed_by = "w";
    check_status(lsq_fit_read_source(fit, source, &o, &error), LSQ_OK, &error);
    assert_int_equal(rows, 2999);
    assert_int_equal(fit->weightless, 1);
    fit->sink = NULL;
    lsq_fit_free(fit);
    lsq_text_clear(&csv);
}

static void a_sink_that_fails_ends_the_pass(void **state) {
    (void)state;
    seen s = {.stop_after = 2};
    lsq_sink sink;
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    check_status(read_into(&s, &sink, 9000, &fit, &error), LSQ_ENUMERIC, &error);
    check_contains(error.message, "enough");
    assert_int_equal(s.blocks, 2);
    lsq_fit_free(fit);
}

static void a_solver_gets_the_rows_that_are_used(void **state) {
    (void)state;
    static const char csv[] = "x,y\n1,1.1\nNA,7\n2,2.2\n3,\n3,3.3\n4,4.4\n";
    lsq_solver_options enough = {.struct_size = sizeof enough, .most_steps = 100000};
    for (int64_t i = 0; i < lsq_methods(); i++) {
        lsq_fit *fit = fit_with(
            csv, (lsq_fit_options){.solver = lsq_method_name(i), .solver_options = &enough});
        assert_int_equal(lsq_fit_answer(fit)->n, 4);
        assert_int_equal(lsq_fit_answer(fit)->p, 2);
        assert_int_equal(lsq_fit_answer(fit)->q, 1);
        assert_int_equal(lsq_fit_accounts(fit)->missing, 2);
        check_digits(lsq_fit_value(fit, LSQ_ESTIMATE, 0, 1), "1.1", 6);
        lsq_fit_free(fit);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_solver_is_exact_or_a_method),
        cmocka_unit_test(another_solver_is_refused_with_the_names_there_are),
        cmocka_unit_test(a_sink_sees_every_row_once_as_the_nearest_doubles),
        cmocka_unit_test(a_sink_gets_weights_behind_the_responses),
        cmocka_unit_test(a_sink_that_fails_ends_the_pass),
        cmocka_unit_test(a_solver_gets_the_rows_that_are_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
