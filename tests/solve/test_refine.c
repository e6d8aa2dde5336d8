/* Refinement: the exact solution of the doubles, from any start that is not hopeless.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "dense/samples.h"
#include "solve/fits.h"
#include "solve/refine.h"

/* A problem with its rows kept in chunks, their factors, and a result with B = start whose rcond is
 * 0: nothing is known of what a step leaves. */
typedef struct bench {
    lsq_lapack *L;
    lsq_kept kept;
    lsq_result result;
    lsq_blocks QR;
} bench;

static void bench_init(bench *b, const problem *P, int64_t chunk, double start) {
    int64_t n = P->n, p = P->p, k = P->p + P->q;
    lsq_error error = {0};
    b->L = open_lapack();
    check_status(lsq_kept_init(&b->kept, b->L, LSQ_KEEP_ROWS, p, P->q, &error), LSQ_OK, &error);
    for (int64_t at = 0; at < n; at += chunk) {
        int64_t m = chunk < n - at ? chunk : n - at;
        lsq_matrix block = make(m, k);
        for (int64_t j = 0; j < k; j++)
            for (int64_t i = 0; i < m; i++)
                block.data[i + j * m] = j < p ? P->X[at + i + j * n] : P->Y[at + i + (j - p) * n];
        check_status(lsq_kept_add(&b->kept, lsq_matrix_view(&block), &error), LSQ_OK, &error);
        lsq_matrix_clear(&block);
    }
    check_status(lsq_result_init(&b->result, &b->kept, &error), LSQ_OK, &error);
    for (int64_t i = 0; i < p * P->q; i++)
        b->result.B.data[i] = start;
    check_status(lsq_blocks_init(&b->QR, &b->kept, &error), LSQ_OK, &error);
}

static int refine(bench *b) {
    int steps = -1;
    lsq_error error = {0};
    check_status(lsq_refine(&b->result, &steps, &b->kept, &b->QR, &error), LSQ_OK, &error);
    return steps;
}

static void bench_clear(bench *b) {
    lsq_blocks_clear(&b->QR);
    lsq_result_clear(&b->result);
    lsq_kept_clear(&b->kept);
    lsq_lapack_close(b->L);
}

/* Powers of 1 ... 15 with residuals far larger than the fit: plain QR has 16 - 2 log10 cond
 * digits. */
static problem hard_problem(uint64_t *state) {
    problem P = problem_new(15, 5, 2);
    for (int64_t i = 0; i < 15; i++) {
        for (int64_t j = 0; j < 5; j++)
            P.X[i + j * 15] = pow((double)(i + 1), (double)j); /* whole numbers below 2^53 */
        P.Y[i] = (double)random_between(state, -1000000, 1000000);
        P.Y[i + 15] = (double)(i * i - 3 * i) + (i % 2 ? 1e6 : -1e6);
    }
    return P;
}

/* 2^-53 of the largest scaled coefficient for storing it, and as much for the last change. */
static void check_refined(const bench *b, const problem *P, const oracle *o) {
    for (int64_t l = 0; l < P->q; l++) {
        double error = 0, size = 0;
        for (int64_t j = 0; j < P->p; j++) {
            double length = length_of(P->X + j * P->n, P->n), exact = exact_at(&o->coef, j, l);
            error = fmax(error, fabs(b->result.B.data[j + l * P->p] - exact) * length);
            size = fmax(size, fabs(exact) * length);
        }
        double rss = mpq_get_d(o->rss[l]);
        check_at_most(error, 0x1p-52 * size, "coefficients");
        check_at_most(fabs(b->result.rss[l] - rss), 2 * (double)P->n * 0x1p-52 * rss, "RSS");
    }
}

static void two_steps_give_the_exact_solution_rounded(void **state) {
    (void)state;
    uint64_t seed = 71;
    problem P = hard_problem(&seed);
    oracle *o = oracle_of(&P);
    /* the plain solution to 6 digits, then two steps */
    bench b;
    bench_init(&b, &P, 15, 0);
    for (int64_t i = 0; i < 10; i++)
        b.result.B.data[i] = exact_at(&o->coef, i % 5, i / 5) * (i % 2 ? 1.000001 : 0.999999);
    assert_int_equal(refine(&b), 2);
    check_refined(&b, &P, o);
    bench_clear(&b);
    oracle_free(o);
    problem_free(&P);
}

static void chunks_change_no_bit(void **state) {
    (void)state;
    uint64_t seed = 72;
    problem P = hard_problem(&seed);
    oracle *o = oracle_of(&P);
    bench one, many;
    bench_init(&one, &P, 15, 0);
    bench_init(&many, &P, 4, 0);
    for (int64_t i = 0; i < 10; i++)
        one.result.B.data[i] = many.result.B.data[i] = exact_at(&o->coef, i % 5, i / 5) * 1.0001;
    assert_int_equal(refine(&one), 2);
    assert_int_equal(refine(&many), 2);
    for (int64_t i = 0; i < 10; i++)
        check_same(one.result.B.data[i], many.result.B.data[i]);
    check_same(one.result.rss[0], many.result.rss[0]);
    bench_clear(&many);
    bench_clear(&one);
    oracle_free(o);
    problem_free(&P);
}

/* Columns 1 and t in -20 ... 20: cond is 1 for columns of length 1.  From 12 digits of B a step
 * leaves rho |dB| = 2^-49 1e-12 |B| at most, so that a second one could do nothing; but it is not
 * below the roundings of a coefficient of 1e-13 of the other, nor of residuals that small.  And if
 * cond were 1e6, rho cond |dE| would be 1e-15 |B|. */
static int steps_of(double constant, double slope, double residual, double rcond) {
    problem P = problem_new(41, 2, 1);
    for (int i = 0; i < 41; i++) {
        P.X[i] = 1;
        P.X[i + 41] = i - 20;
        P.Y[i] = constant + slope * (i - 20) + (i % 2 ? residual : -residual);
    }
    oracle *o = oracle_of(&P);
    bench b;
    bench_init(&b, &P, 41, 0);
    b.result.answer.rcond = rcond;
    for (int i = 0; i < 2; i++)
        b.result.B.data[i] = exact_at(&o->coef, i, 0) * (1 + 1e-12);
    int steps = refine(&b);
    check_refined(&b, &P, o);
    bench_clear(&b);
    oracle_free(o);
    problem_free(&P);
    return steps;
}

static void the_second_step_is_taken_where_it_can_change_something(void **state) {
    (void)state;
    assert_int_equal(steps_of(1024, 512, 256, 1), 1);
    assert_int_equal(steps_of(1024, 0x1p-33, 256, 1), 2);
    assert_int_equal(steps_of(1024, 512, 0x1p-33, 1), 2);
    assert_int_equal(steps_of(1024, 512, 256, 1e-6), 2);
}

/* Columns x and x + 2^-20 z, so that cond is about 2^20, with coefficients of about 2^33 and 2^10.
 * The start is the solution rounded: of the large coefficient no step can change more than its
 * rounding error d = 2^-53 2^33, and all changes have that length.  E is off by about d at first,
 * which puts cond^2 2^-53 d = 2^10 rounding errors into the small coefficient; then only n p cond
 * 2^-53 d, less than 2^-4 of one. */
static void a_large_coefficient_does_not_hide_a_small_one(void **state) {
    (void)state;
    uint64_t seed = 75;
    for (int trial = 0; trial < 8; trial++) {
        problem P = problem_new(10, 2, 1);
        for (int64_t i = 0; i < 10; i++) {
            P.X[i] = (double)random_between(&seed, -1000, 1000) / 1024;
            P.X[i + 10] = P.X[i] + (double)random_between(&seed, -1000, 1000) * 0x1p-30;
            P.Y[i] = 0x1.5p33 * P.X[i] + 0x1.3p10 * P.X[i + 10] +
                     (double)random_between(&seed, -1000, 1000) * 0x1p-24;
        }
        oracle *o = oracle_of(&P);
        bench b;
        bench_init(&b, &P, 10, 0);
        b.result.answer.rcond = 0x1p-21;
        for (int i = 0; i < 2; i++)
            b.result.B.data[i] = exact_at(&o->coef, i, 0);
        assert_in_range(refine(&b), 2, 5);
        for (int i = 0; i < 2; i++) {
            double exact = exact_at(&o->coef, i, 0);
            check_at_most(fabs(b.result.B.data[i] - exact), 0x1p-52 * fabs(exact), "coefficient");
        }
        bench_clear(&b);
        oracle_free(o);
        problem_free(&P);
    }
}

/* Two responses: the steps of one do not depend on how far the other is.  The second one's start is
 * hopeless, and its coefficients stay. */
static void each_response_is_judged_by_itself(void **state) {
    (void)state;
    uint64_t seed = 76;
    problem P = hard_problem(&seed);
    oracle *o = oracle_of(&P);
    bench b;
    bench_init(&b, &P, 15, 0x1p-60);
    for (int64_t i = 0; i < 5; i++)
        b.result.B.data[i] = exact_at(&o->coef, i, 0) * (i % 2 ? 1.000001 : 0.999999);
    assert_int_equal(refine(&b), 2);
    P.q = 1;
    check_refined(&b, &P, o);
    P.q = 2;
    for (int64_t i = 5; i < 10; i++)
        check_same(b.result.B.data[i], 0x1p-60);
    bench_clear(&b);
    oracle_free(o);
    problem_free(&P);
}

/* 600 rows are three tiles, the last one not full, of chunks that end within them. */
static void tiles_are_put_together(void **state) {
    (void)state;
    uint64_t seed = 74;
    problem P = random_problem(&seed, 600, 3, 2, 0);
    oracle *o = oracle_of(&P);
    bench one, many;
    bench_init(&one, &P, 600, 0);
    bench_init(&many, &P, 101, 0);
    for (int64_t i = 0; i < 6; i++)
        one.result.B.data[i] = many.result.B.data[i] = exact_at(&o->coef, i % 3, i / 3) * 1.0001;
    assert_int_equal(refine(&one), 2);
    assert_int_equal(refine(&many), 2);
    check_refined(&one, &P, o);
    for (int64_t i = 0; i < 6; i++)
        check_same(one.result.B.data[i], many.result.B.data[i]);
    check_same(one.result.rss[1], many.result.rss[1]);
    bench_clear(&many);
    bench_clear(&one);
    oracle_free(o);
    problem_free(&P);
}

/* From a B that is far too small the first change is larger than B: no improvement by half. */
static void a_step_that_changes_all_is_left_out(void **state) {
    (void)state;
    uint64_t seed = 73;
    problem P = hard_problem(&seed);
    bench b;
    bench_init(&b, &P, 15, 0x1p-60);
    b.result.rss[0] = 42;
    assert_int_equal(refine(&b), 0);
    for (int64_t i = 0; i < 10; i++)
        check_same(b.result.B.data[i], 0x1p-60);
    check_same(b.result.rss[0], 42);
    bench_clear(&b);
    bench_init(&b, &P, 15, NAN);
    assert_int_equal(refine(&b), 0);
    bench_clear(&b);
    problem_free(&P);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_steps_give_the_exact_solution_rounded),
        cmocka_unit_test(chunks_change_no_bit),
        cmocka_unit_test(the_second_step_is_taken_where_it_can_change_something),
        cmocka_unit_test(a_large_coefficient_does_not_hide_a_small_one),
        cmocka_unit_test(each_response_is_judged_by_itself),
        cmocka_unit_test(tiles_are_put_together),
        cmocka_unit_test(a_step_that_changes_all_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
