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
#include "solve/triangle.h"

/* A problem with its rows kept in chunks, the factors of X, and a result with B = start. */
typedef struct bench {
    lsq_lapack *L;
    lsq_kept kept;
    lsq_result result;
    lsq_matrix QR;
    double *tau;
    int *exponent;
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
    b->tau = calloc((size_t)k, sizeof *b->tau);
    b->exponent = calloc((size_t)k, sizeof *b->exponent);
    check_status(lsq_kept_gather(&b->kept, &b->QR, NULL, &error), LSQ_OK, &error);
    lsq_scale_columns(lsq_matrix_view(&b->QR), b->exponent);
    check_status(lsq_factor_qr(b->L, lsq_matrix_view(&b->QR), b->tau, &error), LSQ_OK, &error);
}

static int refine(bench *b) {
    int steps = -1;
    lsq_error error = {0};
    lsq_const_view X = lsq_look_block(lsq_matrix_look(&b->QR), 0, 0, b->QR.rows, b->kept.p);
    check_status(lsq_refine(&b->result, &steps, &b->kept, X, b->tau, b->exponent, &error), LSQ_OK,
                 &error);
    return steps;
}

static void bench_clear(bench *b) {
    lsq_matrix_clear(&b->QR);
    free(b->tau);
    free(b->exponent);
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
        cmocka_unit_test(a_step_that_changes_all_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
