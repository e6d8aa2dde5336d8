/* All identities as a user gets them.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "mutations.h"

static const lsq_identity_result *find(const lsq_identities *all, const char *name) {
    for (int64_t i = 0; i < lsq_identities_count(all); i++)
        if (strcmp(lsq_identities_at(all, i)->name, name) == 0)
            return lsq_identities_at(all, i);
    fail_msg("there is no identity '%s'", name);
    return NULL;
}

static void all_that_should_agree_do_and_only_these(void **state) {
    (void)state;
    static const int64_t sizes[][3] = {{0, 0, 0}, {1, 1, 1}, {2, 7, 3}, {9, 4, 6}, {12, 12, 12}};
    for (int layout = 0; layout < 2; layout++)
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            lsq_identities *all = NULL;
            lsq_error error = {0};
            check_status(lsq_identities_new(&all, (lsq_layout)layout, sizes[s], s, &error), LSQ_OK,
                         &error);
            for (int64_t i = 0; i < lsq_identities_count(all); i++) {
                const lsq_identity_result *result = lsq_identities_at(all, i);
                if (result->verdict != (result->erratum ? LSQ_DIFFERS : LSQ_AGREES))
                    fail_msg("%s, %s: error %g", result->name, result->shapes, result->error);
                int misshapen = strstr(result->shapes, " instead of ") != NULL;
                assert_int_equal(misshapen, isinf(result->error) != 0);
                assert_true(!misshapen || result->erratum);
            }
            lsq_identities_free(all);
        }
}

static void the_layout_turns_formulas_and_shapes(void **state) {
    (void)state;
    lsq_identities *all = NULL;
    check_status(lsq_identities_new(&all, LSQ_DENOMINATOR, NULL, 0, NULL), LSQ_OK, NULL);
    const lsq_identity_result *result = find(all, "quadratic form");
    check_text(result->group, "scalars by vectors");
    check_text(result->formula, "∇ xᵀBx = (B + Bᵀ)x");
    check_text(result->shapes, "x 3, B 3×3, ∇ 3");
    assert_int_equal(result->erratum, 0);
    lsq_identities_free(all);
    check_status(lsq_identities_new(&all, LSQ_NUMERATOR, NULL, 0, NULL), LSQ_OK, NULL);
    result = find(all, "quadratic form");
    check_text(result->formula, "∂(xᵀBx)/∂x = xᵀ(B + Bᵀ)");
    check_text(result->shapes, "x 3, B 3×3, ∂ 1×3");
    lsq_identities_free(all);
}

static void the_seed_decides_the_numbers(void **state) {
    (void)state;
    lsq_identities *all[4] = {NULL};
    static const uint64_t seeds[] = {0, 1, 1, 2};
    double errors[4];
    for (int i = 0; i < 4; i++) {
        check_status(lsq_identities_new(&all[i], LSQ_DENOMINATOR, NULL, seeds[i], NULL), LSQ_OK,
                     NULL);
        errors[i] = find(all[i], "quadratic form")->error;
        lsq_identities_free(all[i]);
    }
    check_same(errors[0], errors[1]);
    check_same(errors[1], errors[2]);
    assert_true(errors[2] != errors[3]);
}

/* A row as a function that the check of derivatives takes; its derivative is off by `off` of the
 * largest element, in that element. */
typedef struct callback {
    const lsq_identity *row;
    lsq_case c;
    double off;
} callback;

/* Where the function has no value, as the inverse of a singular matrix, it is not a number: steps
 * of the size of x lead there. */
static int value_of(void *context, const double *x, double *f) {
    const callback *b = context;
    const lsq_case *c = &b->c;
    lsq_const_view X = {x, c->X.rows, c->X.columns, c->X.rows};
    if (b->row->value(c, X, (lsq_view){f, c->f_rows, c->f_columns, c->f_rows}, NULL))
        for (int64_t i = 0; i < c->f_rows * c->f_columns; i++)
            f[i] = NAN;
    return 0;
}

static int derivative_of(void *context, const double *x, double *J) {
    (void)x;
    const callback *b = context;
    const lsq_case *c = &b->c;
    int64_t values = c->f_rows * c->f_columns, variables = c->X.rows * c->X.columns, at = 0;
    int scalar = b->row->kind == LSQ_OF_SCALAR;
    lsq_view D = {J, scalar ? c->X.rows : values, scalar ? c->X.columns : variables,
                  scalar ? c->X.rows : values};
    if (b->row->formula_at(c, D, NULL))
        return 1;
    for (int64_t i = 1; i < values * variables; i++)
        if (fabs(J[i]) > fabs(J[at]))
            at = i;
    J[at] *= 1 + b->off;
    return 0;
}

static void check_callback(callback *b, lsq_verdict wanted) {
    lsq_function f = {.n = b->c.X.rows * b->c.X.columns,
                      .m = b->c.f_rows * b->c.f_columns,
                      .value = value_of,
                      .derivative = derivative_of,
                      .context = b};
    lsq_check *check = NULL;
    lsq_error error = {0};
    check_status(lsq_check_derivative(&check, &f, b->c.X.data, NULL, &error), LSQ_OK, &error);
    if (lsq_check_about(check)->verdict != wanted)
        fail_msg("%s, %s: %s", b->row->name, b->c.shapes, lsq_check_about(check)->note);
    lsq_check_free(check);
}

/* Who writes such a derivative as a callback is told the same. */
static void the_check_of_derivatives_comes_to_the_same_verdicts(void **state) {
    (void)state;
    static const int64_t sizes[][3] = {{4, 3, 2}, {1, 1, 1}, {3, 6, 5}};
    lsq_lapack *L = NULL;
    uint64_t seed = 7;
    check_status(lsq_lapack_open(&L, NULL), LSQ_OK, NULL);
    for (int64_t g = 0; g < lsq_identity_groups_count; g++)
        for (int64_t i = 0; i < lsq_identity_groups[g]->count; i++)
            for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
                callback b = {.row = &lsq_identity_groups[g]->rows[i]};
                if (b.row->kind == LSQ_OF_EQUATION || b.row->printed || b.row->erratum[0])
                    continue;
                check_status(lsq_case_init(&b.c, b.row, L, sizes[s], &seed, NULL), LSQ_OK, NULL);
                check_callback(&b, LSQ_AGREES);
                b.off = 1e-5;
                check_callback(&b, LSQ_DIFFERS);
                lsq_case_clear(&b.c);
            }
    lsq_lapack_close(L);
}

/* Seed 466584223 drew a chain rule of two terms that cancel to 1e-7 in its first case. */
static void no_case_is_one_of_cancellation(void **state) {
    (void)state;
    for (uint64_t k = 0; k < 200; k++) {
        const int64_t sizes[3] = {1 + (k % 3 == 0), 1 + (k % 7 == 3), 1};
        lsq_identities *all = NULL;
        check_status(lsq_identities_new(&all, k % 2 ? LSQ_DENOMINATOR : LSQ_NUMERATOR, sizes,
                                        k ? k : 466584223, NULL),
                     LSQ_OK, NULL);
        for (int64_t i = 0; i < lsq_identities_count(all); i++) {
            const lsq_identity_result *one = lsq_identities_at(all, i);
            if (!one->erratum && !(one->error < 1e-8))
                fail_msg("%s, seed %llu: %g", one->name, (unsigned long long)k, one->error);
        }
        lsq_identities_free(all);
    }
}

/* What the tests of the groups ask of their source finds what it should. */
static void a_formula_that_restates_its_function_is_found(void **state) {
    (void)state;
    static const char *const sources[][2] = {
        {"static int f(int x) {\n    return x;\n}\n\n"
         "static int value_f(int x) {\n    return f(x);\n}\n\n"
         "static int formula_f(int x) {\n    return f(x) + 1;\n}\n",
         ""},
        {"static int value_f(int x) {\n    return x;\n}\n\n"
         "static int formula_f(int x) {\n    return (value_f(x + 1) - value_f(x)) / 1;\n}\n",
         "formula_f leads to value_f"},
        {"static int value_f(int x) {\n    return x;\n}\n\n"
         "static int difference(int x) {\n    return value_f(x + 1) - value_f(x);\n}\n\n"
         "static int formula_f(int x) {\n    return difference(x);\n}\n",
         "formula_f leads to value_f"},
        {"static int value_f(int x) {\n    return lsq_gradient_linear(x);\n}\n\n"
         "static int formula_f(int x) {\n    return lsq_gradient_linear(x);\n}\n",
         "value_f leads to lsq_gradient"}};
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        char fault[256];
        assert_int_equal(find_fault(fault, sources[i][0]), 1);
        check_text(fault, sources[i][1]);
    }
}

static void names_are_unique_and_texts_fit(void **state) {
    (void)state;
    lsq_identities *all = NULL;
    const int64_t sizes[3] = {10, 10, 10}; /* of two digits, as the largest */
    check_status(lsq_identities_new(&all, LSQ_NUMERATOR, sizes, 0, NULL), LSQ_OK, NULL);
    for (int64_t i = 0; i < lsq_identities_count(all); i++) {
        const lsq_identity_result *one = lsq_identities_at(all, i);
        assert_true(one->name[0] && one->formula[0] && one->shapes[0] && one->group[0]);
        assert_true(strlen(one->shapes) < 180);
        for (int64_t k = 0; k < i; k++)
            assert_string_not_equal(one->name, lsq_identities_at(all, k)->name);
    }
    lsq_identities_free(all);
}

static void what_is_wrong_is_refused(void **state) {
    (void)state;
    lsq_identities *all = NULL;
    lsq_error error = {0};
    static const int64_t large[] = {4, 41, 2}, negative[] = {-1, 3, 2};
    check_status(lsq_identities_new(&all, LSQ_DENOMINATOR, large, 0, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "size n of identities is 41, expected 1 to 40");
    assert_null(all);
    check_status(lsq_identities_new(&all, LSQ_DENOMINATOR, negative, 0, &error), LSQ_EUSAGE,
                 &error);
    check_contains(error.message, "size m of identities is -1");
    check_status(lsq_identities_new(&all, (lsq_layout)2, NULL, 0, &error), LSQ_EUSAGE, &error);
    check_status(lsq_identities_new(NULL, LSQ_DENOMINATOR, NULL, 0, &error), LSQ_EUSAGE, &error);
    lsq_identities_free(NULL);
    assert_int_equal(lsq_identities_count(NULL), 0);
    assert_null(lsq_identities_at(NULL, 0));
    check_status(lsq_identities_new(&all, LSQ_DENOMINATOR, NULL, 0, &error), LSQ_OK, &error);
    assert_null(lsq_identities_at(all, -1));
    assert_null(lsq_identities_at(all, lsq_identities_count(all)));
    lsq_identities_free(all);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_should_agree_do_and_only_these),
        cmocka_unit_test(the_layout_turns_formulas_and_shapes),
        cmocka_unit_test(the_seed_decides_the_numbers),
        cmocka_unit_test(the_check_of_derivatives_comes_to_the_same_verdicts),
        cmocka_unit_test(a_formula_that_restates_its_function_is_found),
        cmocka_unit_test(no_case_is_one_of_cancellation),
        cmocka_unit_test(names_are_unique_and_texts_fit),
        cmocka_unit_test(what_is_wrong_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
