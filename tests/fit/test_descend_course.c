/* The course of a descent: which rows are kept, whatever the number of steps turns out to be.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fit/descends.h"

static int64_t seen;

static int count_row(void *context, const lsq_descent_row *row) {
    assert_ptr_equal(context, &seen);
    assert_int_equal(row->step, seen);
    seen++;
    return 0;
}

/* A track that has seen the steps 0 ... last. */
static lsq_track track_of(lsq_optimum *optimum, int64_t most, int64_t last, int traced) {
    lsq_track track;
    lsq_error error = {0};
    check_status(lsq_track_init(&track, optimum, most, &error), LSQ_OK, &error);
    lsq_answer theory = {.rank = 1};
    track.trace = traced ? count_row : NULL;
    track.trace_context = &seen;
    for (int64_t step = 0; step <= last; step++) {
        double B[] = {3 + 1 / (double)(step + 1)};
        lsq_track_watch(&track, &(lsq_descent_state){.step = step,
                                                     .B = B,
                                                     .gradient = 1 / (double)(step + 1),
                                                     .t = step ? 0.5 : (double)NAN,
                                                     .theory = &theory});
    }
    lsq_track_finish(&track);
    return track;
}

/* The finest of 1, 2, 5, 10, ... whose multiples up to `last`, and last, are at most `most`. */
static int64_t wanted_stride(int64_t last, int64_t most) {
    for (int64_t unit = 1;; unit *= 10)
        for (int i = 0; i < 3; i++) {
            int64_t stride = unit * (i == 0 ? 1 : i == 1 ? 2 : 5), count = 0;
            for (int64_t step = 0; step <= last; step++)
                count += step % stride == 0 || step == last;
            if (count <= most)
                return stride;
        }
}

static void check_rows(lsq_optimum *optimum, int64_t kept, int64_t most, int64_t last) {
    lsq_track track = track_of(optimum, kept, last, 0);
    int64_t count = lsq_track_thin(track.rows, track.count, most), i = 0;
    int64_t stride = wanted_stride(last, most);
    for (int64_t step = 0; step <= last; step++) {
        if (step % stride && step != last)
            continue;
        if (i >= count || track.rows[i].step != step)
            fail_msg("%lld of %lld steps: row %lld is not step %lld", (long long)most,
                     (long long)last, (long long)i, (long long)step);
        i++;
    }
    assert_int_equal(i, count);
    lsq_track_clear(&track);
}

static void rows_are_all_multiples_of_the_finest_stride_that_fits(void **state) {
    (void)state;
    posed P;
    pose(&P, fit_of("x,y\n1,3\n", "y ~ x - 1"), 0, 0);
    for (int64_t most = 2; most <= 24; most += most < 8 ? 1 : 5)
        for (int64_t last = 0; last < 700; last += last < 60 ? 1 : 37) {
            check_rows(&P.optimum, most, most, last);
            check_rows(&P.optimum, most + 30, most, last);
        }
    check_rows(&P.optimum, 200, 20, 123456);
    posed_free(&P);
}

static void a_row_tells_f_excess_gradient_step_and_digits(void **state) {
    (void)state;
    posed P; /* f(b) = 2 (b - 3)^2 + 2 */
    pose(&P, fit_of("x,y\n1,2\n1,4\n", "y ~ x - 1"), 0, 0);
    lsq_track track = track_of(&P.optimum, 5, 3, 0);
    assert_int_equal(track.count, 4);
    assert_true(isnan(track.rows[0].t));
    check_same(track.rows[3].excess, 2. / 16);
    check_same(track.rows[3].f, 2 + 2. / 16);
    check_same(track.rows[3].gradient, 0.25);
    check_same(track.rows[3].t, 0.5);
    if (fabs(track.rows[3].digits - log10(12)) > 1e-12)
        fail_msg("%g digits", track.rows[3].digits);
    lsq_track_clear(&track);
    posed_free(&P);
}

static void the_trace_has_every_step(void **state) {
    (void)state;
    posed P;
    pose(&P, fit_of("x,y\n1,3\n", "y ~ x - 1"), 0, 0);
    seen = 0;
    lsq_track track = track_of(&P.optimum, 2, 1000, 1);
    assert_int_equal(seen, 1001);
    lsq_track_clear(&track);
    posed_free(&P);
}

static void without_a_state_there_are_no_rows(void **state) {
    (void)state;
    posed P;
    pose(&P, fit_of("x,y\n1,3\n", "y ~ x - 1"), 0, 0);
    lsq_track track = track_of(&P.optimum, 5, -1, 0);
    assert_int_equal(track.count, 0);
    assert_int_equal(lsq_track_thin(track.rows, 0, 5), 0);
    lsq_track_clear(&track);
    posed_free(&P);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_all_multiples_of_the_finest_stride_that_fits),
        cmocka_unit_test(a_row_tells_f_excess_gradient_step_and_digits),
        cmocka_unit_test(the_trace_has_every_step),
        cmocka_unit_test(without_a_state_there_are_no_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
