/* descend_course.c - what is seen of a descent, thinned to what a person reads.
 *
 * Rows are kept at multiples of a stride, which goes through 1, 2, 5, 10, 20, 50, ... as the steps
 * become many, so that nobody needs to know their number beforehand.  A later stride is a multiple
 * of an earlier one, but for 5 after 2, 50 after 20, ...: with a stride of 2 those of 5 are kept as
 * well, so that thinning further never finds a gap.  A row costs a judgement of B, so that only
 * those that are kept, or that somebody wants, are made.
 *
 * SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "descend.h"

/* 2 after 1, 5 after 2, 10 after 5 and so on */
static int64_t next_stride(int64_t stride) {
    int64_t unit = 1;
    while (unit * 10 <= stride)
        unit *= 10;
    return stride == 2 * unit ? 5 * unit : 2 * stride;
}

/* 1 if thinning with this stride, or a later one, may show the step. */
static int is_kept(int64_t step, int64_t stride) {
    return step % stride == 0 || step % next_stride(stride) == 0;
}

lsq_status lsq_track_init(lsq_track *track, lsq_optimum *optimum, int64_t most, lsq_error *error) {
    *track = (lsq_track){.optimum = optimum, .most = most, .steps = -1, .stride = 1};
    lsq_status status = lsq_matrix_init(&track->B, optimum->p, optimum->q, NULL, error);
    if (!status) /* what two strides keep, less than twice as many, and the last */
        status = lsq_alloc(&track->rows, 2 * most + 2, sizeof *track->rows, error);
    if (status)
        lsq_track_clear(track);
    return status;
}

void lsq_track_clear(lsq_track *track) {
    lsq_matrix_clear(&track->B);
    free(track->rows);
    memset(track, 0, sizeof *track);
}

/* The row of the last state. */
static lsq_descent_row judge(lsq_track *track) {
    lsq_optimum *o = track->optimum;
    track->longest = fmax(track->longest, lsq_norm_frobenius(lsq_matrix_look(&track->B)));
    double excess = lsq_optimum_excess(o, track->B.data);
    return (lsq_descent_row){.step = track->steps,
                             .f = o->f + excess,
                             .excess = excess,
                             .gradient = track->gradient,
                             .t = track->t,
                             .digits = lsq_optimum_digits(o, track->B.data, NULL, NULL)};
}

/* Drop what the stride does not keep. */
static void drop_rows(lsq_track *track) {
    int64_t left = 0;
    for (int64_t i = 0; i < track->count; i++)
        if (is_kept(track->rows[i].step, track->stride))
            track->rows[left++] = track->rows[i];
    track->count = left;
}

int lsq_track_watch(void *context, const lsq_descent_state *state) {
    lsq_track *track = context;
    if (state->step == 0)
        track->theory = *state->theory;
    track->steps = state->step;
    track->gradient = state->gradient;
    track->t = state->t;
    memcpy(track->B.data, state->B,
           (size_t)(track->B.rows * track->B.columns) * sizeof *track->B.data);
    if (state->step / track->stride + 1 > track->most) {
        track->stride = next_stride(track->stride);
        drop_rows(track);
    }
    int kept = is_kept(state->step, track->stride);
    if (!kept && !track->trace)
        return 0;
    lsq_descent_row row = judge(track);
    if (kept)
        track->rows[track->count++] = row;
    return track->trace ? track->trace(track->trace_context, &row) : 0;
}

void lsq_track_finish(lsq_track *track) {
    if (track->steps >= 0 && (!track->count || track->rows[track->count - 1].step < track->steps))
        track->rows[track->count++] = judge(track);
}

int64_t lsq_track_thin(lsq_descent_row *rows, int64_t count, int64_t most) {
    int64_t last = count ? rows[count - 1].step : 0, stride = 1, left = 0;
    while (last / stride + 1 + (last % stride != 0) > most)
        stride = next_stride(stride);
    for (int64_t i = 0; i < count; i++)
        if (rows[i].step % stride == 0 || i == count - 1)
            rows[left++] = rows[i];
    return left;
}
