/* Cases of identities, and how two sides are compared.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "calculus/identity.h"
#include "views.h"

/* f(X) = (x11^2 x21, 3 x12) of a 2-by-2 X, with a wrong derivative where `wrong` is set */
static int wrong;

static lsq_status value_of(const lsq_case *c, lsq_const_view X, lsq_view f, lsq_error *error) {
    (void)error;
    f.data[0] = X.data[0] * X.data[0] * X.data[1];
    if (c->f_rows == 2)
        f.data[1] = 3 * X.data[2];
    return LSQ_OK;
}

static lsq_status jacobian_of(const lsq_case *c, lsq_view D, lsq_error *error) {
    (void)error;
    const double *x = c->X.data;
    lsq_set_zero(D);
    D.data[0] = 2 * x[0] * x[1];
    D.data[2] = x[0] * x[0];
    D.data[5] = wrong ? 3.0001 : 3;
    return LSQ_OK;
}

static lsq_status gradient_of(const lsq_case *c, lsq_view D, lsq_error *error) {
    (void)error;
    lsq_set_zero(D);
    D.data[0] = 2 * c->X.data[0] * c->X.data[1];
    D.data[1] = c->X.data[0] * c->X.data[0];
    return LSQ_OK;
}

static lsq_status refuse(const lsq_case *c, lsq_view D, lsq_error *error) {
    (void)c;
    (void)D;
    (void)error;
    return LSQ_ENUMERIC;
}

static lsq_status refuse_value(const lsq_case *c, lsq_const_view X, lsq_view f, lsq_error *error) {
    (void)c;
    (void)X;
    (void)f;
    (void)error;
    return LSQ_EDATA;
}

static const lsq_identity vector_row = {.name = "of a vector",
                                        .formula = {"J"},
                                        .given = "X 22, b n, C mk, D MN",
                                        .f = "2",
                                        .kind = LSQ_OF_VECTOR,
                                        .value = value_of,
                                        .formula_at = jacobian_of};

static const lsq_identity scalar_row = {.name = "of a scalar",
                                        .formula = {"G"},
                                        .given = "X 22",
                                        .f = "1",
                                        .kind = LSQ_OF_SCALAR,
                                        .value = value_of,
                                        .formula_at = gradient_of};

static const int64_t sizes[3] = {1, 5, 3};

/* The error of a row in a layout; shapes of both sides. */
static double error_of(const lsq_identity *row, lsq_layout layout, int64_t shape[4]) {
    lsq_case c;
    lsq_matrix truth, claim;
    uint64_t seed = 5;
    check_status(lsq_case_init(&c, row, NULL, sizes, &seed, NULL), LSQ_OK, NULL);
    check_status(lsq_identity_truth(&truth, row, &c, layout, NULL), LSQ_OK, NULL);
    check_status(lsq_identity_claim(&claim, row, &c, layout, NULL), LSQ_OK, NULL);
    double error = lsq_identity_error(lsq_matrix_look(&truth), lsq_matrix_look(&claim));
    const int64_t got[] = {truth.rows, truth.columns, claim.rows, claim.columns};
    memcpy(shape, got, sizeof got);
    lsq_matrix_clear(&claim);
    lsq_matrix_clear(&truth);
    lsq_case_clear(&c);
    return error;
}

static void check_shape(const int64_t got[4], int a, int b, int c, int d) {
    const int64_t want[] = {a, b, c, d};
    for (int i = 0; i < 4; i++)
        assert_int_equal(got[i], want[i]);
}

static void a_case_has_the_matrices_that_its_row_names(void **state) {
    (void)state;
    lsq_case c;
    uint64_t seed = 5, begin = seed;
    check_status(lsq_case_init(&c, &vector_row, NULL, sizes, &seed, NULL), LSQ_OK, NULL);
    assert_true(seed != begin);
    check_text(c.shapes, "X 2×2, b 5, C 1×3, D 2×5");
    assert_int_equal(c.constants, 3);
    assert_int_equal(c.f_rows, 2);
    assert_int_equal(c.f_columns, 1);
    for (int64_t i = 0; i < 10; i++) {
        double x = c.a[2].data[i], steps = ldexp(x, 40);
        assert_true(fabs(x) >= 0.25 && fabs(x) < 1 && steps == floor(steps));
    }
    lsq_case_clear(&c);
}

static void derivatives_stand_in_the_layout_asked_for(void **state) {
    (void)state;
    int64_t shape[4];
    wrong = 0;
    assert_true(error_of(&vector_row, LSQ_NUMERATOR, shape) < 1e-11);
    check_shape(shape, 2, 4, 2, 4);
    assert_true(error_of(&vector_row, LSQ_DENOMINATOR, shape) < 1e-11);
    check_shape(shape, 4, 2, 4, 2);
    assert_true(error_of(&scalar_row, LSQ_DENOMINATOR, shape) < 1e-11);
    check_shape(shape, 2, 2, 2, 2);
    assert_true(error_of(&scalar_row, LSQ_NUMERATOR, shape) < 1e-11);
    wrong = 1;
    double error = error_of(&vector_row, LSQ_NUMERATOR, shape);
    assert_true(error > 3.3e-5 && error < 3.4e-5);
}

static void what_is_printed_is_compared_as_it_stands(void **state) {
    (void)state;
    int64_t shape[4];
    lsq_identity row = scalar_row;
    row.printed = "22";
    assert_true(error_of(&row, LSQ_DENOMINATOR, shape) < 1e-11);
    assert_true(error_of(&row, LSQ_NUMERATOR, shape) > 0.1);
    row.printed = "24";
    check_same(error_of(&row, LSQ_NUMERATOR, shape), INFINITY);
    check_shape(shape, 2, 2, 2, 4);
}

static void errors_are_relative_to_the_largest_element(void **state) {
    (void)state;
    lsq_const_view A = LOOK(2, 2, 1, -8, 2, 0);
    check_same(lsq_identity_error(A, A), 0);
    check_same(lsq_identity_error(A, LOOK(2, 2, 1, -8, 2, 2)), 0.25);
    check_same(lsq_identity_error(A, LOOK(2, 2, 1, -8, -14, 0)), 16.0 / 14);
    check_same(lsq_identity_error(A, LOOK(4, 1, 1, -8, 2, 0)), INFINITY);
    check_same(lsq_identity_error(A, LOOK(2, 2, 1, -8, 2, NAN)), INFINITY);
    check_same(lsq_identity_error(LOOK(1, 1, NAN), LOOK(1, 1, NAN)), INFINITY);
    check_same(lsq_identity_error(LOOK(1, 1, 0), LOOK(1, 1, 0)), 0);
    check_same(lsq_identity_error(LOOK(1, 1, 0), LOOK(1, 1, 1e-300)), 1);
    assert_int_equal(lsq_identity_verdict(1e-6), LSQ_AGREES);
    assert_int_equal(lsq_identity_verdict(1.1e-6), LSQ_DIFFERS);
    assert_int_equal(lsq_identity_verdict(INFINITY), LSQ_DIFFERS);
    assert_int_equal(lsq_identity_verdict(NAN), LSQ_DIFFERS);
}

static void failures_pass_through_and_leave_nothing(void **state) {
    (void)state;
    lsq_case c;
    lsq_matrix truth, claim;
    uint64_t seed = 5;
    lsq_identity row = scalar_row;
    row.formula_at = refuse;
    row.value = refuse_value;
    check_status(lsq_case_init(&c, &row, NULL, sizes, &seed, NULL), LSQ_OK, NULL);
    check_status(lsq_identity_truth(&truth, &row, &c, LSQ_NUMERATOR, NULL), LSQ_EDATA, NULL);
    check_status(lsq_identity_claim(&claim, &row, &c, LSQ_NUMERATOR, NULL), LSQ_ENUMERIC, NULL);
    assert_true(truth.data == NULL && claim.data == NULL);
    lsq_case_clear(&c);
}

/* Rows of I + R / 2n: the other elements sum to less than 1/2, the diagonal is above 1/2. */
static void well_conditioned_matrices_are_dominated_by_their_diagonal(void **state) {
    (void)state;
    const lsq_identity row = {.given = "A nn", .f = "1"};
    for (int64_t n = 1; n <= 40; n += 13) {
        const int64_t square[3] = {1, n, 1};
        lsq_case c;
        uint64_t seed = 5;
        check_status(lsq_case_init(&c, &row, NULL, square, &seed, NULL), LSQ_OK, NULL);
        lsq_make_well_conditioned(&c.X);
        for (int64_t i = 0; i < n; i++) {
            double others = 0, diagonal = c.X.data[i + i * n];
            for (int64_t j = 0; j < n; j++)
                others += j == i ? 0 : fabs(c.X.data[i + j * n]);
            assert_true(others < 0.5 * (double)(n - 1) / (double)n + 1e-9);
            assert_true(diagonal >= 1 - 0.5 / (double)n && diagonal <= 1 + 0.5 / (double)n);
        }
        lsq_case_clear(&c);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_has_the_matrices_that_its_row_names),
        cmocka_unit_test(derivatives_stand_in_the_layout_asked_for),
        cmocka_unit_test(what_is_printed_is_compared_as_it_stands),
        cmocka_unit_test(errors_are_relative_to_the_largest_element),
        cmocka_unit_test(failures_pass_through_and_leave_nothing),
        cmocka_unit_test(well_conditioned_matrices_are_dominated_by_their_diagonal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
