/* Stochastic descent: epochs by hand in every order, the step, contraction in the mean, noise.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

#include "solve/descents.h"
#include "support/oracle.h"

/* Rows (1, 1), (1, 0), (0, 1): M = [2 1; 1 2], eigenvalues 1 and 3, so L = 6, mu = 2, the longest
 * row has |x|^2 = 2, and l = 4. */
static const double hand_X[] = {1, 1, 0, 1, 0, 1}, hand_y[] = {3, 0, 1};

static lsq_solver *by_hand(lsq_solver_options options) {
    return solver_of("sgd", hand_X, hand_y, 3, 2, 1, options);
}

/* L_1 = n l = 12, L_2 = (1 * 3 * 6 + 1 * 3 * 4) / (2 * 2) = 15/2, L_3 = L; with penalties of at
 * most 3/2, L = 2 * 9/2 for equal ones and l = 4 + 1 make L_1 = 15. */
static void the_step_is_the_one_by_hand(void **state) {
    (void)state;
    static const double ridge[] = {1.5, 1.5};
    static const struct {
        int64_t batch;
        const double *ridge;
        const char *t, *rate;
    } cases[] = {
        {0, NULL, "0.0833333333333333333333", "0.912870929175276855761616304669"}, /* sqrt(5/6) */
        {1, NULL, "0.0833333333333333333333", "0.912870929175276855761616304669"},
        {2, NULL, "0.1333333333333333333333", "0.856348838577675294350926294186"}, /* sqrt(11/15) */
        {3, NULL, "0.1666666666666666666667", "0.816496580927726032732428024902"}, /* sqrt(2/3) */
        {99, NULL, "0.1666666666666666666667", "0.816496580927726032732428024902"},
        {1, ridge, "0.0666666666666666666667", "0.816496580927726032732428024902"}, /* mu = 5 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        lsq_solver *solver = by_hand((lsq_solver_options){
            .batch = cases[i].batch, .ridge = cases[i].ridge, .most_steps = 1});
        const lsq_answer *a = answer_of(solver);
        check_digits(a->t, cases[i].t, 14);
        check_digits(a->rate, cases[i].rate, 14);
        assert_true(isnan(a->predicted) && isnan(a->bound) && isnan(a->momentum));
        lsq_solver_free(solver);
    }
}

/* Rows of which no two are orthogonal, so that each order gives another B. */
static const double order_X[] = {1, 1, 2, 1, 0, 1}, order_y[] = {3, 1, -1};

/* B after an epoch of steps t with the rows in that order, by the formula. */
static void slow_epoch(double B[2], const int order[3], int batch, double t,
                       const double ridge[2]) {
    B[0] = B[1] = 0;
    for (int at = 0; at < 3; at += batch) {
        int end = at + batch < 3 ? at + batch : 3;
        double g[2] = {0, 0}, share = (double)(end - at) / batch;
        for (int i = at; i < end; i++) {
            double x[2] = {order_X[order[i]], order_X[3 + order[i]]};
            double e = x[0] * B[0] + x[1] * B[1] - order_y[order[i]];
            for (int j = 0; j < 2; j++)
                g[j] += 3.0 / batch * 2 * e * x[j];
        }
        for (int j = 0; j < 2; j++)
            g[j] += share * 2 * ridge[j] * B[j];
        for (int j = 0; j < 2; j++)
            B[j] -= t * g[j];
    }
}

static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

/* 600 seeds give the six orders 100 times each, with a standard deviation of 9: 50 is five of
 * them.  With two rows a step some orders are the same. */
static void an_epoch_takes_each_row_once_in_each_order_equally_often(void **state) {
    (void)state;
    static const double ridges[2][2] = {{0, 0}, {0.25, 2}};
    for (int batch = 1; batch <= 2; batch++)
        for (int r = 0; r < 2; r++) {
            int count[6] = {0};
            for (uint64_t seed = 1; seed <= 600; seed++) {
                lsq_solver *solver =
                    solver_of("sgd", order_X, order_y, 3, 2, 1,
                              (lsq_solver_options){.batch = batch,
                                                   .seed = seed,
                                                   .ridge = r ? ridges[r] : NULL,
                                                   .most_steps = batch == 1 ? 3 : 2});
                const lsq_answer *a = answer_of(solver);
                double B[2];
                int like = 0;
                for (int k = 0; k < 6; k++) {
                    slow_epoch(B, orders[k], batch, a->t, ridges[r]);
                    int same = fabs(B[0] - a->B[0]) + fabs(B[1] - a->B[1]) < 1e-13;
                    count[k] += same;
                    like += same;
                }
                assert_int_equal(like, batch); /* 2: the first two rows in either order */
                lsq_solver_free(solver);
            }
            for (int k = 0; k < 6; k++)
                check_within(count[k], 100 * batch, 50);
        }
}

/* ---- bits ---- */

static task noisy(uint64_t seed, double kappa) {
    static const double start[P] = {1, -1, 1, 1, -1, 1};
    task problem = consistent(kappa, start);
    for (int64_t i = 0; i < N; i++)
        problem.y[i] += random_double(&seed);
    return problem;
}

static void the_same_seed_gives_the_same_bits(void **state) {
    (void)state;
    task problem = noisy(3, 10);
    lsq_solver_options options = {.most_steps = 50};
    double *plain = coefficients("sgd", problem.A.X, problem.y, N, P, 1, options);
    options.seed = 1; /* the default */
    double *one = coefficients("sgd", problem.A.X, problem.y, N, P, 1, options);
    options.seed = 2;
    double *two = coefficients("sgd", problem.A.X, problem.y, N, P, 1, options);
    int differ = 0;
    for (int j = 0; j < P; j++) {
        check_same(one[j], plain[j]);
        differ += two[j] != one[j];
    }
    assert_int_equal(differ, P);
    free(two);
    free(one);
    free(plain);
    prescribed_free(problem.A);
}

/* A solver that was solved, and solved again, has no memory of the first time. */
static void solving_again_gives_the_same_bits(void **state) {
    (void)state;
    task problem = noisy(3, 10);
    lsq_solver *solver =
        solver_of("sgd", problem.A.X, problem.y, N, P, 1, (lsq_solver_options){.batch = 3});
    double first[P];
    memcpy(first, answer_of(solver)->B, sizeof first);
    const lsq_answer *a = answer_of(solver);
    for (int j = 0; j < P; j++)
        check_same(a->B[j], first[j]);
    lsq_solver_free(solver);
    prescribed_free(problem.A);
}

/* With two responses too, and beyond n rows a step. */
static void a_batch_of_all_rows_is_gd(void **state) {
    (void)state;
    task problem = noisy(5, 10), other = noisy(6, 10);
    double Y[2 * N], ridge[P] = {0, 1, 2, 0, 0, 0.5};
    memcpy(Y, problem.y, sizeof problem.y);
    memcpy(Y + N, other.y, sizeof other.y);
    for (int64_t extra = 0; extra <= 1; extra++) {
        lsq_solver_options options = {.ridge = extra ? ridge : NULL};
        options.batch = N + extra;
        lsq_solver *sgd = solver_of("sgd", problem.A.X, Y, N, P, 2, options);
        options.batch = 0;
        options.on_rows = 1;
        options.most_steps = 100; /* those of 100 epochs */
        lsq_solver *gd = solver_of("gd", problem.A.X, Y, N, P, 2, options);
        const lsq_answer *a = answer_of(sgd), *b = answer_of(gd);
        assert_int_equal(a->steps, b->steps);
        assert_int_equal(a->converged, b->converged);
        check_same(a->t, b->t);
        check_same(a->gradient, b->gradient);
        for (int j = 0; j < 2 * P; j++)
            check_same(a->B[j], b->B[j]);
        lsq_solver_free(gd);
        lsq_solver_free(sgd);
    }
    prescribed_free(other.A);
    prescribed_free(problem.A);
}

/* ---- contraction ---- */

typedef struct watched {
    const double *b;     /* the solution */
    double square[2048]; /* |B - b|^2 after each epoch, summed over seeds */
    int64_t epoch, steps, calls;
    double t;
} watched;

static int add_square(void *context, const lsq_descent_state *s) {
    watched *w = context;
    w->calls++;
    w->t = s->step > 0 ? s->t : INFINITY;
    if (s->step % w->steps != 0)
        return 0;
    for (int j = 0; j < P; j++)
        w->square[s->step / w->steps] += (s->B[j] - w->b[j]) * (s->B[j] - w->b[j]);
    return 0;
}

/* From the slowest error to e^-2 of it, in CHECKS parts of so many steps, epochs each. */
enum { CHECKS = 16 };
static int64_t steps_of_a_part(const task *problem, int64_t batch, double *rate) {
    lsq_solver *solver = solver_of("sgd", problem->A.X, problem->y, N, P, 1,
                                   (lsq_solver_options){.batch = batch, .most_steps = 1});
    const lsq_answer *a = answer_of(solver);
    int64_t epoch = (N + batch - 1) / batch;
    double epochs = ceil(2 / (a->t * a->mu) / (double)(CHECKS * epoch));
    *rate = a->rate;
    lsq_solver_free(solver);
    return (int64_t)epochs * epoch;
}

/* The mean of |B - B*|^2 over seeds is below (1 - mu/L_m)^k of the first, which bounds what is
 * expected; the mean of as many seeds as there are here is off by 4 / sqrt(seeds) of it at most.
 * It is not below the third power, so that the bound is worth something. */
static void check_contraction(double kappa, int64_t batch, uint64_t seeds) {
    static const double start[P] = {0, 0, 0, 0, 0, 1};
    task problem = consistent(kappa, start);
    double rate;
    watched w = {.b = problem.b, .steps = steps_of_a_part(&problem, batch, &rate)};
    lsq_solver_options options = {.batch = batch,
                                  .most_steps = CHECKS * w.steps,
                                  .tolerance = 1e-300,
                                  .watch = add_square,
                                  .watch_context = &w};
    for (options.seed = 1; options.seed <= seeds; options.seed++) {
        lsq_solver *solver = solver_of("sgd", problem.A.X, problem.y, N, P, 1, options);
        assert_int_equal(answer_of(solver)->steps, options.most_steps);
        lsq_solver_free(solver);
    }
    assert_int_equal(w.calls, (int64_t)seeds * (options.most_steps + 1));
    for (int k = 1; k <= CHECKS; k++) {
        double factor = w.square[k] / w.square[0];
        double bound = pow(rate, 2 * (double)(k * w.steps));
        assert_true(factor <= bound * (1 + 4 / sqrt((double)seeds)));
        assert_true(factor >= pow(bound, 3));
    }
    prescribed_free(problem.A);
}

static void rows_that_agree_converge_linearly_in_the_mean(void **state) {
    (void)state;
    for (int64_t batch = 1; batch <= 9; batch += 4) {
        check_contraction(3, batch, 400);
        check_contraction(10, batch, 100);
        check_contraction(100, batch, 4);
    }
    check_contraction(1000, 9, 1);
}

/* All the way to the tolerance and its digits, with a step that is never halved. */
static void rows_that_agree_let_it_converge(void **state) {
    (void)state;
    static const double start[P] = {1, -1, 1, 1, -1, 1};
    task problem = consistent(5, start);
    watched w = {.b = problem.b, .steps = N};
    lsq_solver *solver = solver_of(
        "sgd", problem.A.X, problem.y, N, P, 1,
        (lsq_solver_options){.most_steps = 20000, .watch = add_square, .watch_context = &w});
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->converged, 1);
    assert_true(a->gradient <= 1e-10);
    assert_int_equal(a->steps % N, 0);
    check_same(w.t, a->t);
    for (int j = 0; j < P; j++)
        check_within(a->B[j], problem.b[j], 1e-8);
    check_contains(a->note, "converged in ");
    check_contains(a->note, " a step in the mean, but for the noise of single rows; B is off by");
    lsq_solver_free(solver);
    prescribed_free(problem.A);
}

/* ---- noise ---- */

/* A stage has 9 epochs.  In every other one noise is met: a halving of t makes the next stage
 * better than the one before, and the one behind it not.  2 * 9 (2^k - 1) epochs have k halvings,
 * so 1,000 have five.  |B - B*|^2 falls as t at least. */
static void rows_that_disagree_let_it_creep(void **state) {
    (void)state;
    task problem = noisy(11, 3);
    double *b = coefficients("qr", problem.A.X, problem.y, N, P, 1, (lsq_solver_options){0});
    watched w = {.b = b, .steps = N};
    lsq_solver_options options = {.most_steps = 1000 * N, .watch = add_square, .watch_context = &w};
    for (uint64_t seed = 1; seed <= 20; seed++) {
        options.seed = seed;
        lsq_solver *solver = solver_of("sgd", problem.A.X, problem.y, N, P, 1, options);
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(a->converged, 0);
        assert_int_equal(a->steps, 1000 * N);
        check_same(w.t, a->t / 32);
        check_contains(a->note, "the rows disagree at the minimum");
        lsq_solver_free(solver);
    }
    assert_true(w.square[100] < w.square[10] / 10);
    assert_true(w.square[1000] < w.square[100] / 10);
    free(b);
    prescribed_free(problem.A);
}

static void without_a_number_of_steps_it_takes_100_epochs(void **state) {
    (void)state;
    task problem = noisy(11, 10);
    for (int64_t batch = 1; batch <= 9; batch += 4) {
        lsq_solver *solver =
            solver_of("sgd", problem.A.X, problem.y, N, P, 1, (lsq_solver_options){.batch = batch});
        assert_int_equal(answer_of(solver)->steps, 100 * ((N + batch - 1) / batch));
        lsq_solver_free(solver);
    }
    prescribed_free(problem.A);
}

/* Here the slowest error alone would want more steps, but the noise was met already. */
static void noise_is_blamed_once_it_was_met(void **state) {
    (void)state;
    task problem = noisy(11, 10);
    lsq_solver *solver = solver_of("sgd", problem.A.X, problem.y, N, P, 1,
                                   (lsq_solver_options){.most_steps = 1000 * N});
    check_contains(answer_of(solver)->note, "the rows disagree at the minimum");
    lsq_solver_free(solver);
    prescribed_free(problem.A);
}

/* Rows that agree, but for a tolerance that no double meets. */
static void rounding_ends_it(void **state) {
    (void)state;
    static const double start[P] = {1, -1, 1, 1, -1, 1};
    task problem = consistent(3, start);
    lsq_solver *solver =
        solver_of("sgd", problem.A.X, problem.y, N, P, 1,
                  (lsq_solver_options){.most_steps = 10000 * N, .tolerance = 1e-300});
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->converged, 0);
    assert_true(a->steps < 1000 * N);
    check_contains(a->note, "reached the rounding level of the gradient");
    lsq_solver_free(solver);
    prescribed_free(problem.A);
}

static void a_condition_number_that_is_to_blame_is_blamed(void **state) {
    (void)state;
    double X[2 * N], y[N];
    uint64_t seed = 4;
    for (int i = 0; i < N; i++) {
        X[i] = 1;
        X[N + i] = 1000 + random_double(&seed);
        y[i] = random_double(&seed);
    }
    lsq_solver *solver = solver_of("sgd", X, y, N, 2, 1, (lsq_solver_options){0});
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->converged, 0);
    check_contains(a->note, "even if all rows agreed at the minimum, theory would want about ");
    check_contains(a->note, "scale or centre the columns");
    lsq_solver_free(solver);
}

/* ---- ends ---- */

/* Columns 0 and 2 are the same and y = X (2, 1, 2), the shortest of all solutions. */
static void dependent_columns_give_the_minimum_norm(void **state) {
    (void)state;
    const double X[] = {1, 2, 0, 1, 1, 0, 1, 3, 1, 2, 0, 1}, y[] = {5, 8, 1, 7};
    lsq_solver *solver = solver_of("sgd", X, y, 4, 3, 1, (lsq_solver_options){.most_steps = 20000});
    const lsq_answer *a = answer_of(solver);
    assert_int_equal(a->converged, 1);
    assert_int_equal(a->minimum_norm, 1);
    assert_int_equal(a->rank, 2);
    for (int j = 0; j < 3; j++)
        check_within(a->B[j], j == 1 ? 1 : 2, 1e-8);
    lsq_solver_free(solver);
}

/* In one epoch both responses see the same orders. */
static void each_response_is_its_own(void **state) {
    (void)state;
    task problem = noisy(5, 10), other = noisy(6, 10);
    double Y[2 * N];
    memcpy(Y, problem.y, sizeof problem.y);
    memcpy(Y + N, other.y, sizeof other.y);
    lsq_solver_options options = {.batch = 3, .most_steps = 7};
    double *both = coefficients("sgd", problem.A.X, Y, N, P, 2, options);
    double *first = coefficients("sgd", problem.A.X, problem.y, N, P, 1, options);
    double *second = coefficients("sgd", problem.A.X, other.y, N, P, 1, options);
    for (int j = 0; j < P; j++) {
        check_same(both[j], first[j]);
        check_same(both[P + j], second[j]);
    }
    free(second);
    free(first);
    free(both);
    prescribed_free(other.A);
    prescribed_free(problem.A);
}

/* A row of zeros changes nothing, and is no sign that nothing will. */
static void a_batch_that_changes_nothing_does_not_end_it(void **state) {
    (void)state;
    const double X[] = {0, 0, 0, 0, 0, 0, 0, 1}, y[] = {0, 0, 0, 0, 0, 0, 0, 3};
    for (uint64_t seed = 1; seed <= 20; seed++) {
        lsq_solver *solver = solver_of("sgd", X, y, 8, 1, 1, (lsq_solver_options){.seed = seed});
        const lsq_answer *a = answer_of(solver);
        assert_int_equal(a->converged, 1);
        check_within(a->B[0], 3, 3e-10);
        lsq_solver_free(solver);
    }
}

/* Near the ends of the range of doubles, units have no say; beyond it there is one sentence. */
static void the_range_of_doubles_is_kept_or_told(void **state) {
    (void)state;
    static const double units[] = {0x1p-480, 0x1p480};
    task problem = noisy(9, 2);
    double *plain = coefficients("sgd", problem.A.X, problem.y, N, P, 1, (lsq_solver_options){0});
    for (int u = 0; u < 2; u++) {
        double X[N * P], y[N];
        for (int i = 0; i < N * P; i++)
            X[i] = problem.A.X[i] * units[u];
        for (int i = 0; i < N; i++)
            y[i] = problem.y[i] * units[u];
        double *b = coefficients("sgd", X, y, N, P, 1, (lsq_solver_options){0});
        for (int j = 0; j < P; j++)
            check_within(b[j] / plain[j], 1, 1e-9);
        free(b);
    }
    double X[N], y[N];
    for (int i = 0; i < N; i++) {
        X[i] = i ? 0x1p-600 : 0x1p511;
        y[i] = 1;
    }
    lsq_solver *solver = solver_of("sgd", X, y, N, 1, 1, (lsq_solver_options){0});
    const lsq_answer *a;
    lsq_error error = {0};
    check_status(lsq_solver_solve(solver, &a, &error), LSQ_ENUMERIC, &error);
    check_contains(error.message, "scale the columns");
    lsq_solver_free(solver);
    free(plain);
    prescribed_free(problem.A);
}

/* The rows twice, their order and 8 k + ... : at least that much is told. */
static void the_copy_of_the_rows_is_counted(void **state) {
    (void)state;
    task problem = noisy(9, 10);
    lsq_solver *solver =
        solver_of("sgd", problem.A.X, problem.y, N, P, 1, (lsq_solver_options){.most_steps = 1});
    assert_true(answer_of(solver)->bytes >= (int64_t)(8 * (2 * N * (P + 1) + N)));
    lsq_solver_free(solver);
    prescribed_free(problem.A);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_step_is_the_one_by_hand),
        cmocka_unit_test(an_epoch_takes_each_row_once_in_each_order_equally_often),
        cmocka_unit_test(the_same_seed_gives_the_same_bits),
        cmocka_unit_test(solving_again_gives_the_same_bits),
        cmocka_unit_test(a_batch_of_all_rows_is_gd),
        cmocka_unit_test(rows_that_agree_converge_linearly_in_the_mean),
        cmocka_unit_test(rows_that_agree_let_it_converge),
        cmocka_unit_test(rows_that_disagree_let_it_creep),
        cmocka_unit_test(without_a_number_of_steps_it_takes_100_epochs),
        cmocka_unit_test(a_condition_number_that_is_to_blame_is_blamed),
        cmocka_unit_test(noise_is_blamed_once_it_was_met),
        cmocka_unit_test(rounding_ends_it),
        cmocka_unit_test(dependent_columns_give_the_minimum_norm),
        cmocka_unit_test(each_response_is_its_own),
        cmocka_unit_test(a_batch_that_changes_nothing_does_not_end_it),
        cmocka_unit_test(the_range_of_doubles_is_kept_or_told),
        cmocka_unit_test(the_copy_of_the_rows_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
