/* stochastic.c - stochastic descent: a gradient from a batch of m rows at a time.
 *
 *   g = (n/m) 2 X_b'(X_b B - Y_b) + 2 diag(lambda) B,   B <- B - t g
 *
 * Robbins and Monro 1951.  Each epoch takes every row once, in a new random order; the last batch
 * may have fewer rows and moves B by as much less.  Then the whole gradient is looked at.
 *
 * The step is t = 1/L_m with the expected smoothness of batches of m rows (Gower et al. 2019),
 *
 *   L_m = ((m - 1) n L + (n - m) n l) / (m (n - 1)),   l = 2 max (|x_i|^2 + max lambda / n)
 *
 * which goes from n l, where the longest row decides, for one row, to L for all of them: then this
 * is gd.  Where the rows agree, that is f* = 0, E |B - B*|^2 contracts by 1 - mu / L_m a step
 * (Strohmer and Vershynin 2009; Needell, Srebro and Ward 2014), proven for batches drawn anew each
 * time; orders without repetition are no slower in practice (Recht and Re 2012).  Where they do not
 * agree, their gradients are not 0 at the minimum, and B wanders around it at a distance that
 * shrinks with t only.  So the steps are taken in stages of 1/(t mu), in which the slowest E |B -
 * B*|^2 falls by a factor e or more, and of an epoch at least.  A stage whose mean |G|^2 is not
 * below half of that of the stage before has met the noise, and t is halved.  As this doubles the
 * next stage, t falls as 1/steps in the long run, which is what convergence wants (Bottou, Curtis
 * and Nocedal 2018, section 4.2).
 *
 * Costs 4 p q operations a row, as much again for the look, and a copy of the rows, row after row,
 * with their order.  The order comes from the seed alone: the same seed gives the same bits.
 *
 * SPDX-License-Identifier: MIT */
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../base/memory.h"
#include "../base/random.h"
#include "descent.h"

/* Epochs of a descent that is not told how many steps to take: what reads 3e8 numbers, a few
 * seconds, at most 100 and at least 1. */
enum { MOST_EPOCHS = 100 };
static const double MOST_NUMBERS = 3e8;

enum { IDLE_EPOCHS = 10 }; /* without a new least gradient, after which rounding is suspected */
enum { ROWS_AHEAD = 8 };   /* asked for before they are needed: memory takes as long as so many */

/* One block of memory with all that it points to. */
typedef struct epochs {
    uint64_t random;
    int64_t n, k, batch;
    int64_t at;              /* rows of this epoch that are done */
    int64_t stage_at, looks; /* step at which this stage began, looks since */
    double sum, before;      /* of |G|^2 / |G_0|^2 at those looks; mean of the stage before */
    double *rows, *gradient; /* k-by-n, a row of [X Y] in each column; p-by-q, halved */
    int64_t *order;
} epochs;

/* ---- plan ---- */

static lsq_status epochs_new(epochs **out, const lsq_course *D, lsq_error *error) {
    const lsq_kept *kept = D->F.kept;
    int64_t n = kept->n, p = kept->p, q = kept->q, k = p + q;
    int64_t head = (int64_t)((sizeof **out + 7) / 8), words = head + n * (k + 1) + p * q;
    double *block = NULL;
    lsq_status status = lsq_alloc(&block, words, sizeof *block, error);
    if (status != LSQ_OK)
        return status;
    lsq_account *account = D->G.account;
    account->peak = (int64_t)fmax((double)account->peak, (double)(account->now + 8 * words));
    epochs *E = *out = (epochs *)(void *)block;
    E->n = n;
    E->k = k;
    E->rows = block + head;
    E->gradient = E->rows + n * k;
    E->order = (int64_t *)(void *)(E->gradient + p * q);
    return LSQ_OK;
}

static lsq_status copy_rows(epochs *E, const lsq_kept *kept, lsq_error *error) {
    lsq_status status = LSQ_OK;
    double *to = E->rows;
    for (int64_t i = 0; i < kept->n_chunks && status == LSQ_OK; i++) {
        lsq_const_view A = lsq_matrix_look(&kept->chunks[i]);
        status = lsq_copy_transposed((lsq_view){to, E->k, A.rows, E->k}, A, error);
        to += A.rows * E->k;
    }
    return status;
}

/* L_m / L */
static double smoothness_beside_L(const epochs *E, const lsq_course *D) {
    double n = (double)E->n, m = (double)E->batch, longest = 0.0, ridge = 0.0;
    if (E->batch == E->n)
        return 1.0;
    for (int64_t i = 0; i < E->n; i++)
        longest = fmax(longest, lsq_inner(E->rows + i * E->k, E->rows + i * E->k, D->F.p));
    for (int64_t j = 0; j < D->F.p && D->F.ridge; j++)
        ridge = fmax(ridge, D->F.ridge[j]);
    double l = 2.0 * (longest / D->S.L + ridge / D->S.L / n);
    return ((m - 1.0) * n + (n - m) * n * l) / (m * (n - 1.0));
}

static lsq_status plan(lsq_course *D, lsq_error *error) {
    lsq_answer *a = D->answer;
    epochs *E = NULL;
    lsq_status status = epochs_new(&E, D, error);
    D->state = E;
    if (status == LSQ_OK)
        status = copy_rows(E, D->F.kept, error);
    if (status != LSQ_OK)
        return status;
    E->random = D->options->seed ? D->options->seed : 1;
    E->batch = D->options->batch ? D->options->batch : 1;
    if (E->batch > E->n)
        E->batch = E->n;
    double excess = smoothness_beside_L(E, D);
    D->t = a->t = 1.0 / excess / a->L;
    if (!(a->t >= DBL_MIN && isfinite(a->t)))
        return lsq_fail(error, LSQ_ENUMERIC,
                        "the step for the longest row is beyond the range of a double: scale the "
                        "columns");
    double square = a->mu / a->L / excess; /* 1 - rate^2 */
    a->contraction = square / (1.0 + sqrt(1.0 - square));
    E->before = INFINITY;
    D->every = (E->n + E->batch - 1) / E->batch;
    D->patience = IDLE_EPOCHS * D->every;
    if (D->options->most_steps == 0) {
        double most = floor(MOST_NUMBERS / ((double)E->n * (double)E->k));
        D->most_steps = (int64_t)fmax(1.0, fmin(most, MOST_EPOCHS)) * D->every;
    }
    return LSQ_OK;
}

/* ---- steps ---- */

/* The gradient was just looked at: has a stage ended, and was it of use? */
static void judge_stage(epochs *E, lsq_course *D) {
    double size = D->size / D->first;
    E->sum += size * size;
    E->looks++;
    if ((double)(D->steps - E->stage_at) * D->t * D->S.mu < 1.0)
        return;
    double mean = E->sum / (double)E->looks;
    if (mean > E->before / 2.0)
        D->t /= 2.0;
    E->before = mean;
    E->sum = 0.0;
    E->looks = 0;
    E->stage_at = D->steps;
}

static void begin_epoch(epochs *E, lsq_course *D) {
    if (D->steps > 0)
        judge_stage(E, D);
    lsq_random_permutation(&E->random, E->order, E->n);
    E->at = 0;
}

/* x'b - y in four sums, which need not wait for each other. */
static double residual(const double *x, const double *b, int64_t p, double y) {
    double s[4] = {-y, 0.0, 0.0, 0.0};
    int64_t j = 0;
    for (; j + 4 <= p; j += 4)
        for (int c = 0; c < 4; c++)
            s[c] += x[j + c] * b[j + c];
    for (; j < p; j++)
        s[0] += x[j] * b[j];
    return (s[0] + s[1]) + (s[2] + s[3]);
}

/* gradient = X_b'(X_b B - Y_b) over the next rows up to `end`. */
static void sum_batch(epochs *E, const double *B, int64_t p, int64_t q, int64_t end) {
    memset(E->gradient, 0, (size_t)(p * q) * sizeof *E->gradient);
    for (; E->at < end; E->at++) {
        const double *x = E->rows + E->order[E->at] * E->k;
        if (E->at + ROWS_AHEAD < E->n) { /* the first line of the cache and the last */
            const double *ahead = E->rows + E->order[E->at + ROWS_AHEAD] * E->k;
            __builtin_prefetch(ahead);
            __builtin_prefetch(ahead + E->k - 1);
        }
        for (int64_t r = 0; r < q; r++) {
            double *g = E->gradient + r * p, e = residual(x, B + r * p, p, x[p + r]);
            for (int64_t j = 0; j < p; j++)
                g[j] += e * x[j];
        }
    }
}

/* B <- B - t G with the whole gradient, which is known. */
static int move_by_all(lsq_course *D, double *B) {
    int moved = 0;
    for (int64_t r = 0; r < D->F.q; r++)
        moved |= lsq_course_move(D, B + r * D->F.p, -D->t, D->G.data + r * D->F.p);
    return moved;
}

/* The same with the next batch. */
static void move_by_batch(epochs *E, lsq_course *D, double *B) {
    int64_t p = D->F.p, q = D->F.q, began = E->at, end = began + E->batch;
    sum_batch(E, B, p, q, end < E->n ? end : E->n);
    double share = (double)(E->at - began) / (double)E->batch;
    double weight = 2.0 * D->t * ((double)E->n / (double)E->batch);
    for (int64_t r = 0; r < q; r++) {
        double *b = B + r * p;
        for (int64_t j = 0; j < p && D->F.ridge; j++)
            b[j] -= 2.0 * D->t * share * D->F.ridge[j] * b[j];
        lsq_course_move(D, b, -weight, E->gradient + r * p);
    }
}

static lsq_status step(lsq_course *D, double *B, int *moved, lsq_error *error) {
    (void)error;
    epochs *E = D->state;
    if (D->steps % D->every == 0)
        begin_epoch(E, D);
    *moved = 1; /* where this batch changes nothing, the next one may */
    if (E->batch == E->n)
        *moved = move_by_all(D, B);
    else
        move_by_batch(E, D, B);
    return LSQ_OK;
}

/* ---- words ---- */

static void excuse(const lsq_course *D, char *text, size_t size) {
    const lsq_answer *a = D->answer;
    double wanted = ceil(log(D->tolerance) / log1p(-a->contraction));
    if (!(a->mu > 0.0))
        return;
    if (D->t >= a->t && wanted > (double)D->steps)
        snprintf(text, size,
                 "even if all rows agreed at the minimum, theory would want about %s steps%s",
                 lsq_course_steps(wanted).text,
                 lsq_course_is_unscaled(D) ? "; scale or centre the columns" : "");
    else
        snprintf(text, size,
                 "the rows disagree at the minimum, so that steps must shrink, here to %s of the "
                 "first, and each further digit takes ten times as many or more",
                 lsq_short_number(D->t / a->t).text);
}

static const lsq_stepper STOCHASTIC = {
    .plan = plan,
    .step = step,
    .foretold = {"", ""},
    .contracts = {"the error", " in the mean, but for the noise of single rows"},
    .excuse = excuse};

const lsq_method lsq_method_sgd = {.name = "sgd",
                                   .summary = "stochastic descent, a batch of rows at a time",
                                   .takes = LSQ_DESCENT_TAKES "batch seed ",
                                   .keep = LSQ_KEEP_ROWS,
                                   .stepper = &STOCHASTIC};
