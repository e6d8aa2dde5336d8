/* f(B) = |XB - Y|^2: gradient, curvature and value on products and on rows.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "solve/descents.h"
#include "solve/quadratic.h"

/* [X Y] kept as asked, in two additions, and f of it. */
typedef struct held {
    lsq_lapack *L;
    lsq_kept kept;
    lsq_quadratic F;
} held;

static lsq_status hold(held *h, lsq_keep keep, const double *A, int64_t n, int64_t p, int64_t q,
                       lsq_error *error) {
    *h = (held){0};
    check_status(lsq_lapack_open(&h->L, error), LSQ_OK, error);
    check_status(lsq_kept_init(&h->kept, h->L, keep, p, q, error), LSQ_OK, error);
    double *copy = malloc((size_t)(n * (p + q)) * sizeof *copy);
    memcpy(copy, A, (size_t)(n * (p + q)) * sizeof *copy);
    lsq_view all = {copy, n, p + q, n};
    check_status(lsq_kept_add(&h->kept, lsq_view_block(all, 0, 0, n / 3, p + q), error), LSQ_OK,
                 error);
    check_status(lsq_kept_add(&h->kept, lsq_view_block(all, n / 3, 0, n - n / 3, p + q), error),
                 LSQ_OK, error);
    free(copy);
    return lsq_quadratic_init(&h->F, &h->kept, NULL, error);
}

static void let_go(held *h) {
    lsq_quadratic_clear(&h->F);
    assert_int_equal(h->F.M.rows, 0);
    lsq_kept_clear(&h->kept);
    lsq_lapack_close(h->L);
}

/* X = [1 1; 1 0; 0 1; 2 -1], Y = [3 1; 0 2; 1 0; 1 1].  M = [6 -1; -1 3], c = [5 5; 3 0].
 * With B = [1 -1; 2 1]: XB - Y = [0 -1; 1 -3; 1 1; -1 -4], G = 2X'(XB - Y) = [-2 -24; 4 8]. */
static void small_integers_come_out_exactly(void **state) {
    (void)state;
    static const double A[] = {1, 1, 0, 2, 1, 0, 1, -1, 3, 0, 1, 1, 1, 2, 0, 1};
    static const double B[] = {1, 2, -1, 1}, G[] = {-2, 4, -24, 8}, M[] = {6, -1, -1, 3};
    static const double c[] = {5, 3, 5, 0}, h[] = {1, -2};
    for (int on_rows = 0; on_rows <= 1; on_rows++) {
        held f;
        lsq_error error = {0};
        double gradient[4] = {0}, rss[2], curvature;
        lsq_keep keep = on_rows ? LSQ_KEEP_ROWS : LSQ_KEEP_PRODUCTS;
        check_status(hold(&f, keep, A, 4, 2, 2, &error), LSQ_OK, &error);
        check_status(lsq_quadratic_gradient(&f.F, B, gradient, &error), LSQ_OK, &error);
        check_status(lsq_quadratic_rss(&f.F, B, rss, &error), LSQ_OK, &error);
        check_status(lsq_quadratic_curvature(&f.F, h, &curvature, &error), LSQ_OK, &error);
        for (int i = 0; i < 4; i++) {
            check_within(f.F.M.data[i], M[i], 0);
            check_within(f.F.c.data[i], c[i], 0);
            check_within(gradient[i], G[i], 0);
        }
        check_within(rss[0], 3, 0);
        check_within(rss[1], 27, 0);
        check_within(curvature, 22, 0); /* 6 + 4 + 12 */
        check_within(f.F.size_X, 3, 1e-15);
        check_within(f.F.size_Y * f.F.size_Y, 17, 1e-14);
        let_go(&f);
    }
}

/* The same with penalties 2 and 5: G + 2 diag(2, 5) B = [2 -28; 24 18], h'Mh = 22 + 2 + 20. */
static void a_penalty_joins_gradient_and_curvature_but_not_the_residuals(void **state) {
    (void)state;
    static const double A[] = {1, 1, 0, 2, 1, 0, 1, -1, 3, 0, 1, 1, 1, 2, 0, 1};
    static const double B[] = {1, 2, -1, 1}, G[] = {2, 24, -28, 18}, M[] = {8, -1, -1, 8};
    static const double h[] = {1, -2}, ridge[] = {2, 5};
    for (int on_rows = 0; on_rows <= 1; on_rows++) {
        held f;
        lsq_error error = {0};
        double gradient[4] = {0}, rss[2], curvature;
        lsq_keep keep = on_rows ? LSQ_KEEP_ROWS : LSQ_KEEP_PRODUCTS;
        check_status(hold(&f, keep, A, 4, 2, 2, &error), LSQ_OK, &error);
        lsq_quadratic_clear(&f.F);
        check_status(lsq_quadratic_init(&f.F, &f.kept, ridge, &error), LSQ_OK, &error);
        check_status(lsq_quadratic_gradient(&f.F, B, gradient, &error), LSQ_OK, &error);
        check_status(lsq_quadratic_rss(&f.F, B, rss, &error), LSQ_OK, &error);
        check_status(lsq_quadratic_curvature(&f.F, h, &curvature, &error), LSQ_OK, &error);
        for (int i = 0; i < 4; i++) {
            check_within(f.F.M.data[i], M[i], 0);
            check_within(gradient[i], G[i], 0);
        }
        check_within(rss[0], 3, 0);
        check_within(rss[1], 27, 0);
        check_within(curvature, 44, 0);
        check_within(f.F.size_X, 4, 1e-15); /* the root of 8 + 8 */
        let_go(&f);
    }
}

/* 2 (p + 2 + sqrt(n)) u |X| (|X| |B| + |Y|), with |X| = 3 and n = 4 rows summed, or given. */
static void products_given_have_no_rounding_of_sums(void **state) {
    (void)state;
    static const double A[] = {1, 1, 0, 2, 1, 0, 1, -1, 3, 0, 1, 1, 1, 2, 0, 1};
    for (int given = 0; given <= 1; given++) {
        held f;
        lsq_error error = {0};
        check_status(hold(&f, LSQ_KEEP_PRODUCTS, A, 4, 2, 2, &error), LSQ_OK, &error);
        lsq_quadratic_clear(&f.F);
        f.kept.given = given;
        check_status(lsq_quadratic_init(&f.F, &f.kept, NULL, &error), LSQ_OK, &error);
        double size = 3 * (3 * 2 + sqrt(17)) * DBL_EPSILON;
        check_within(lsq_quadratic_noise(&f.F, 2), (given ? 4 : 6) * size, 1e-12 * size);
        let_go(&f);
    }
}

/* y = X b exactly, so that y'y - 2b'c + b'Mb is 0 but for rounding, of either sign. */
static void a_sum_of_squares_is_never_negative(void **state) {
    (void)state;
    uint64_t seed = 4;
    for (int round = 0; round < 20; round++) {
        double A[12 * 3], b[2] = {1, 1}, rss;
        for (int i = 0; i < 12; i++) {
            A[i] = (double)random_between(&seed, 1, 1 << 20) / 1000;
            A[12 + i] = (double)random_between(&seed, 1, 1 << 20) / 1000;
            A[24 + i] = A[i] + A[12 + i];
        }
        held f;
        lsq_error error = {0};
        check_status(hold(&f, LSQ_KEEP_PRODUCTS, A, 12, 2, 1, &error), LSQ_OK, &error);
        check_status(lsq_quadratic_rss(&f.F, b, &rss, &error), LSQ_OK, &error);
        assert_true(rss >= 0);
        /* n u for each product, (p + 2) u for the sum of the three, each up to 4 y'y in all */
        assert_true(rss <= 4 * (12 + 4) * DBL_EPSILON / 2 * f.F.size_Y * f.F.size_Y);
        let_go(&f);
    }
}

/* Against long double, 2048 times as fine.  The bound is worst case, the error far below. */
static void the_rounding_of_a_gradient_is_bounded(void **state) {
    (void)state;
    enum { n = 60, p = 7 };
    uint64_t seed = 21;
    double A[n * (p + 1)], b[p], g[p];
    for (int i = 0; i < n * (p + 1); i++)
        A[i] = random_double(&seed) + 2;
    for (int i = 0; i < p; i++)
        b[i] = random_double(&seed);
    for (int on_rows = 0; on_rows <= 1; on_rows++) {
        held f;
        lsq_error error = {0};
        lsq_keep keep = on_rows ? LSQ_KEEP_ROWS : LSQ_KEEP_PRODUCTS;
        check_status(hold(&f, keep, A, n, p, 1, &error), LSQ_OK, &error);
        check_status(lsq_quadratic_gradient(&f.F, b, g, &error), LSQ_OK, &error);
        double off[p], largest = lsq_quadratic_rounding(&f.F, length(b, p));
        for (int j = 0; j < p; j++) {
            long double exact = 0;
            for (int i = 0; on_rows && i < n; i++) {
                long double e = -(long double)A[i + p * n];
                for (int k = 0; k < p; k++)
                    e += (long double)A[i + k * n] * b[k];
                exact += 2 * e * A[i + j * n];
            }
            for (int k = 0; !on_rows && k < p; k++) /* of the products as they are */
                exact += 2 * (long double)f.F.M.data[j + k * p] * b[k];
            if (!on_rows)
                exact -= 2 * (long double)f.F.c.data[j];
            off[j] = (double)(g[j] - exact);
        }
        assert_true(length(off, p) <= largest);
        assert_true(largest < 1e-10);
        let_go(&f);
    }
}

static void products_beyond_the_range_are_refused(void **state) {
    (void)state;
    static const double A[][4] = {
        {1e200, 1, 1, 2}, /* X'X, then Y'Y alone, then X'Y, too */
        {1, 2, 1e200, 1},
        {1e150, 1, 1e300, 1},
    };
    for (int i = 0; i < 6; i++) {
        held f;
        lsq_error error = {0};
        lsq_keep keep = i % 2 ? LSQ_KEEP_ROWS : LSQ_KEEP_PRODUCTS;
        check_status(hold(&f, keep, A[i / 2], 2, 1, 1, &error), LSQ_ENUMERIC, &error);
        check_contains(error.message, "range of a double");
        let_go(&f);
    }
}

static void squares_that_underflow_are_refused(void **state) {
    (void)state;
    static const double A[] = {1e-200, 3e-200, 1, 2};
    for (int on_rows = 0; on_rows <= 1; on_rows++) {
        held f;
        lsq_error error = {0};
        lsq_keep keep = on_rows ? LSQ_KEEP_ROWS : LSQ_KEEP_PRODUCTS;
        check_status(hold(&f, keep, A, 2, 1, 1, &error), LSQ_ENUMERIC, &error);
        check_contains(error.message, "the sum of squares of column 0 of X underflows");
        let_go(&f);
    }
}

static void a_length_neither_overflows_nor_underflows(void **state) {
    (void)state;
    static const double huge[] = {3e200, 4e200}, tiny[] = {3e-200, 4e-200}, zero[] = {0, 0};
    check_digits(lsq_length(huge, 2), "5e200", 15);
    check_digits(lsq_length(tiny, 2), "5e-200", 15);
    check_within(lsq_length(zero, 2), 0, 0);
    check_within(lsq_length(NULL, 0), 0, 0);
    assert_true(isnan(lsq_length((const double[]){1, NAN}, 2)));
    check_within(lsq_inner((const double[]){1, 2, 3}, (const double[]){4, -5, 6}, 3), 12, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_integers_come_out_exactly),
        cmocka_unit_test(a_penalty_joins_gradient_and_curvature_but_not_the_residuals),
        cmocka_unit_test(products_given_have_no_rounding_of_sums),
        cmocka_unit_test(a_sum_of_squares_is_never_negative),
        cmocka_unit_test(the_rounding_of_a_gradient_is_bounded),
        cmocka_unit_test(products_beyond_the_range_are_refused),
        cmocka_unit_test(squares_that_underflow_are_refused),
        cmocka_unit_test(a_length_neither_overflows_nor_underflows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
