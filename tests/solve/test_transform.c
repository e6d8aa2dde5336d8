/* Other columns and a penalty: exact against rationals, and back.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fit/fits.h"
#include "solve/transform.h"

static lsq_transform transform_of(const lsq_normal *N, double ridge, int standardize) {
    lsq_transform t;
    lsq_error error = {0};
    check_status(lsq_transform_init(&t, N, NULL, ridge, standardize, &error), LSQ_OK, &error);
    return t;
}

static void entry(mpq_t x, const lsq_normal *N, int64_t i, int64_t j) {
    fmpz_get_mpz(mpq_numref(x), fmpz_mat_entry(N->S, i, j));
    mpz_set_ui(mpq_denref(x), 1);
    rational_scale10(x, N->exp10[i] + N->exp10[j]);
    int64_t twos = N->exp2[i] + N->exp2[j];
    if (twos >= 0)
        mpq_mul_2exp(x, x, (mp_bitcnt_t)twos);
    else
        mpq_div_2exp(x, x, (mp_bitcnt_t)-twos);
}

/* The row of X and Y as the transform says. */
static void move_rows(oracle_matrix *A, const lsq_transform *t) {
    mpq_t v;
    mpq_init(v);
    for (int64_t i = 0; i < A->rows; i++)
        for (int64_t j = 0; j < t->p; j++) {
            mpq_t *x = oracle_at(A, i, j);
            rational_from_double(v, t->c[j]);
            mpq_sub(*x, *x, v);
            rational_from_double(v, t->d[j]);
            mpq_mul(*x, *x, v);
        }
    mpq_clear(v);
}

/* T is A'A + diag(lambda), A being the rows that the transform makes. */
static void check_products(const lsq_normal *T, const oracle_matrix *A, const char *lambda,
                           int intercept) {
    mpq_t want, got, v;
    mpq_inits(want, got, v, NULL);
    for (int64_t i = 0; i < A->columns; i++)
        for (int64_t j = 0; j < A->columns; j++) {
            mpq_set_ui(want, 0, 1);
            for (int64_t r = 0; r < A->rows; r++) {
                mpq_mul(v, *oracle_at(A, r, i), *oracle_at(A, r, j));
                mpq_add(want, want, v);
            }
            assert_int_equal(rational_from_text(v, lambda), 0);
            if (i == j && i < T->p && i >= intercept)
                mpq_add(want, want, v);
            entry(got, T, i, j);
            if (!mpq_equal(got, want))
                fail_msg("element %lld, %lld is %g, wanted %g", (long long)i, (long long)j,
                         mpq_get_d(got), mpq_get_d(want));
        }
    mpq_clears(want, got, v, NULL);
}

/* c and d are the nearest doubles: half a unit in the last place from the rational mean, and from
 * 1 / the root of the mean square about c. */
static void check_standard(const lsq_transform *t, const oracle_matrix *X, int64_t j) {
    mpq_t mean, v, n, c;
    char text[80];
    mpq_inits(mean, v, n, c, NULL);
    mpq_set_si(n, (long)X->rows, 1);
    for (int64_t i = 0; t->intercept && i < X->rows; i++)
        mpq_add(mean, mean, *oracle_at(X, i, j));
    mpq_div(mean, mean, n);
    rational_round(text, sizeof text, mean, 40);
    check_nearest(t->c[j], text);
    rational_from_double(c, t->c[j]);
    mpq_set_ui(mean, 0, 1);
    for (int64_t i = 0; i < X->rows; i++) {
        mpq_sub(v, *oracle_at(X, i, j), c);
        mpq_mul(v, v, v);
        mpq_add(mean, mean, v);
    }
    mpq_div(mean, n, mean);
    rational_round_sqrt(text, sizeof text, mean, 40);
    check_nearest(t->d[j], text);
    mpq_clears(mean, v, n, c, NULL);
}

static void standardized_and_penalised_products_are_those_of_rational_rows(void **state) {
    (void)state;
    static const char *const lambdas[] = {"0", "2.5", "1e-7", "3000", "0.1", "1e30", "5e-324"};
    uint64_t seed = 5;
    table t;
    for (int trial = 0; trial < 42; trial++) {
        const char *lambda = lambdas[trial % 7];
        int intercept = trial % 2, standardize = trial % 3 > 0;
        table_random(&t, &seed, 9, 4, 18, 12);
        char *csv = table_csv(&t);
        lsq_fit *fit =
            fit_of(csv, intercept ? "cbind(c3, c4) ~ c1 + c2" : "cbind(c3, c4) ~ c1 + c2 - 1");
        lsq_transform way = transform_of(&fit->g.N, strtod(lambda, NULL), standardize);
        lsq_normal T;
        lsq_error error = {0};
        check_status(lsq_transform_normal(&T, &fit->g.N, &way, &error), LSQ_OK, &error);
        oracle_matrix Z = table_matrix(&t, 0, 4, intercept);
        for (int64_t j = intercept; standardize && j < T.p; j++)
            check_standard(&way, &Z, j);
        move_rows(&Z, &way);
        check_products(&T, &Z, lambda, intercept);
        assert_int_equal(T.n, 9 + (strcmp(lambda, "0") ? 2 : 0));
        oracle_matrix_free(&Z);
        lsq_normal_clear(&T);
        lsq_transform_clear(&way);
        lsq_fit_free(fit);
        free(csv);
    }
}

/* 7, 7, 7 has no spread about its mean, and 0.1, 0.1, 0.1 none that is not rounding of the mean. */
static void a_constant_column_becomes_zero(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("a,b,y\n7,0.1,1\n7,0.1,2\n7,0.1,4\n", "y ~ a + b");
    lsq_transform t = transform_of(&fit->g.N, 0, 1);
    check_same(t.d[1], 0);
    check_same(t.d[2], 0);
    lsq_transform_clear(&t);
    lsq_fit_free(fit);
    fit = fit_of("a,y\n7,1\n7,2\n", "y ~ a - 1");
    t = transform_of(&fit->g.N, 0, 1);
    check_same(t.c[0], 0);
    check_same(t.d[0], 1. / 7);
    lsq_transform_clear(&t);
    lsq_fit_free(fit);
}

static void columns_beyond_doubles_are_refused_by_name(void **state) {
    (void)state;
    static const char *const tables[] = {"a,y\n9e308,1\n8e308,2\n7e308,4\n",
                                         "a,y\n1e-320,1\n0,2\n0,4\n"};
    for (int i = 0; i < 2; i++) {
        lsq_fit *fit = fit_of(tables[i], "y ~ a");
        const char *names[] = {"(Intercept)", "a", "y"};
        lsq_transform t;
        lsq_error error = {0};
        check_status(lsq_transform_init(&t, &fit->g.N, names, 0, 1, &error), LSQ_ENUMERIC, &error);
        check_text(error.message,
                   "a cannot be standardized: its mean or spread is out of the range "
                   "of doubles");
        lsq_fit_free(fit);
    }
}

/* Doubles have units of powers of two, coarse and fine; 10 is one of 2, too. */
static void doubles_are_as_exact(void **state) {
    (void)state;
    uint64_t seed = 8;
    for (int trial = 0; trial < 12; trial++) {
        enum { N = 6, P = 2 };
        double X[N * P], Y[N];
        const char *lambda = trial % 5 < 2 ? "0.3" : "40";
        for (int i = 0; i < N * P; i++)
            X[i] = ldexp(random_double(&seed) + 3, i < N ? 70 : -70);
        for (int i = 0; i < N; i++)
            Y[i] = 8 * (double)random_between(&seed, -9, 9);
        if (trial % 3 == 0)
            for (int i = 0; i < N * P; i++)
                X[i] = 1024 * (double)random_between(&seed, 1, 9);
        lsq_fit *fit = NULL;
        lsq_error error = {0};
        check_status(lsq_fit_doubles(&fit, (lsq_doubles){X, N, P, 1, N},
                                     (lsq_doubles){Y, N, 1, 1, N}, NULL, &error),
                     LSQ_OK, &error);
        lsq_transform way = transform_of(&fit->g.N, strtod(lambda, NULL), trial % 4 > 0);
        lsq_normal T;
        check_status(lsq_transform_normal(&T, &fit->g.N, &way, &error), LSQ_OK, &error);
        oracle_matrix Z = oracle_matrix_new(N, P + 2);
        for (int64_t i = 0; i < N; i++) {
            mpq_set_ui(*oracle_at(&Z, i, 0), 1, 1);
            rational_from_double(*oracle_at(&Z, i, 1), X[i]);
            rational_from_double(*oracle_at(&Z, i, 2), X[i + N]);
            rational_from_double(*oracle_at(&Z, i, 3), Y[i]);
        }
        move_rows(&Z, &way);
        check_products(&T, &Z, lambda, 1);
        oracle_matrix_free(&Z);
        lsq_normal_clear(&T);
        lsq_transform_clear(&way);
        lsq_fit_free(fit);
    }
}

/* (x - 3) 0.5 of 5 and -1, exactly; Y stays. */
static void rows_are_moved_and_stretched(void **state) {
    (void)state;
    double c[] = {0, 3}, d[] = {1, 0.5}, lambda[] = {0, 0}, data[] = {1, 1, 5, -1, 7, 8};
    lsq_transform t = {2, 1, c, d, lambda};
    lsq_transform_rows((lsq_view){data, 2, 3, 2}, &t);
    const double want[] = {1, 1, 1, -2, 7, 8};
    for (int i = 0; i < 6; i++)
        check_same(data[i], want[i]);
    c[0] = 1, d[0] = 4, t.intercept = 0;
    lsq_transform_rows((lsq_view){data, 1, 3, 2}, &t);
    check_same(data[0], 0);
    check_same(data[2], -1);
}

static void weights_go_in_by_their_roots(void **state) {
    (void)state;
    double data[] = {1, 2, 3, 5, 7, 11};
    lsq_transform_weigh((lsq_view){data, 2, 2, 3}, (double[]){4, 0.25});
    const double want[] = {2, 1, 3, 10, 3.5, 11};
    for (int i = 0; i < 6; i++)
        check_same(data[i], want[i]);
}

/* b_0 = b~_0 - sum c_j d_j b~_j by rationals: the nearest double although the sum cancels. */
static void the_intercept_comes_back_with_all_its_digits(void **state) {
    (void)state;
    uint64_t seed = 3;
    mpq_t sum, v, w;
    mpq_inits(sum, v, w, NULL);
    for (int trial = 0; trial < 100; trial++) {
        enum { P = 5 };
        double c[P] = {0}, d[P] = {1}, lambda[P] = {0}, b[P], back[P];
        char text[80];
        mpq_set_ui(sum, 0, 1);
        for (int j = 1; j < P; j++) {
            c[j] = 1e8 * random_double(&seed);
            d[j] = 1 + random_double(&seed);
            b[j] = random_double(&seed);
            rational_from_double(v, c[j]);
            rational_from_double(w, d[j]);
            mpq_mul(v, v, w);
            rational_from_double(w, b[j]);
            mpq_mul(v, v, w);
            mpq_sub(sum, sum, v);
        }
        b[0] = -mpq_get_d(sum) * (1 - 0x1p-40);
        rational_from_double(v, b[0]);
        mpq_add(sum, sum, v);
        lsq_transform t = {P, 1, c, d, lambda};
        lsq_transform_back(back, b, &t);
        rational_round(text, sizeof text, sum, 40);
        check_nearest(back[0], text);
        for (int j = 1; j < P; j++)
            check_same(back[j], d[j] * b[j]);
        lsq_transform_back(b, b, &t); /* in place */
        check_same(b[0], back[0]);
    }
    mpq_clears(sum, v, w, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(standardized_and_penalised_products_are_those_of_rational_rows),
        cmocka_unit_test(a_constant_column_becomes_zero),
        cmocka_unit_test(columns_beyond_doubles_are_refused_by_name),
        cmocka_unit_test(rows_are_moved_and_stretched),
        cmocka_unit_test(doubles_are_as_exact),
        cmocka_unit_test(weights_go_in_by_their_roots),
        cmocka_unit_test(the_intercept_comes_back_with_all_its_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
