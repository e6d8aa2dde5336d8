/* The check of derivatives on random functions: what is right raises no alarm, what is wrong is
 * never accepted, and where rounding leaves the derivative to be known it is decided.
 *
 * test_derivatives [CASES [SEED]]
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "functions.h"
#include "support/check.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
static int64_t cases = 1000;
#else
static int64_t cases = 10000;
#endif
static uint64_t seed = 1;

/* The derivative that a scene claims, in place of its own. */
typedef struct claim {
    const scene *s;
    double J[MOST_ELEMENTS];
} claim;

static int value(void *context, const double *x, double *f) {
    const claim *c = context;
    return c->s->f.value(c->s->f.context, x, f);
}

static int difference(void *context, const double *x, const double *y, double *d) {
    const claim *c = context;
    return c->s->f.difference(c->s->f.context, x, y, d);
}

static int claimed(void *context, const double *x, double *J) {
    const claim *c = context;
    (void)x;
    memcpy(J, c->J, (size_t)(c->s->n * c->s->m) * sizeof *J);
    return 0;
}

static double norm(const double *J, int64_t count) {
    double size = 0.0;
    for (int64_t at = 0; at < count; at++)
        size = hypot(size, J[at]);
    return size;
}

/* Make an error of the claim; returns its name, NULL if it is below 1e-5 of the whole. */
static const char *spoil(claim *c, uint64_t *state) {
    static const char *const names[] = {"factor 2", "sign", "an element by 1e-5 of the whole",
                                        "an element dropped", "a mistake of its own kind"};
    int64_t count = c->s->n * c->s->m, at = random_between(state, 0, count - 1);
    double right[MOST_ELEMENTS], off[MOST_ELEMENTS], size = norm(c->J, count);
    int which = (int)random_between(state, 0, 4);
    memcpy(right, c->J, sizeof right);
    for (int64_t k = 0; k < count && which < 2; k++)
        c->J[k] *= which == 0 ? 2.0 : -1.0;
    if (which == 2)
        c->J[at] += (random_word(state) % 2 ? 1e-5 : -1e-5) * size;
    else if (which == 3)
        c->J[at] = 0.0;
    else if (which == 4 && c->s->mistake)
        c->s->mistake(c->s, c->J);
    for (int64_t k = 0; k < count; k++)
        off[k] = c->J[k] - right[k];
    return norm(off, count) >= 0.999e-5 * size ? names[which] : NULL;
}

static lsq_verdict judged(const claim *c, char note[512]) {
    const scene *s = c->s;
    lsq_check_options options = {.struct_size = sizeof options,
                                 .typical = s->sized ? s->size : NULL};
    lsq_function f = {s->n, s->m, value, claimed, s->f.difference ? difference : NULL, (void *)c};
    lsq_check *check = NULL;
    lsq_error error = {0};
    check_status(lsq_check_derivative(&check, &f, s->x, &options, &error), LSQ_OK, &error);
    lsq_verdict verdict = lsq_check_about(check)->verdict;
    snprintf(note, 512, "%s", lsq_check_about(check)->note);
    lsq_check_free(check);
    return verdict;
}

static void what_is_right_raises_no_alarm(void **test) {
    (void)test;
    uint64_t state = seed;
    int64_t undecided = 0;
    for (int64_t k = 0; k < cases; k++) {
        uint64_t before = state;
        scene s;
        make_scene(&s, &state);
        claim c = {.s = &s};
        char note[512];
        s.f.derivative(&s, s.x, c.J);
        lsq_verdict verdict = judged(&c, note);
        undecided += verdict == LSQ_UNDECIDED;
        if (verdict == LSQ_DIFFERS || (s.decidable && verdict != LSQ_AGREES))
            fail_msg("%s, state %llu: %s", s.name, (unsigned long long)before, note);
    }
    assert_in_range(undecided, 0, cases / 10);
}

static void what_is_wrong_is_never_accepted(void **test) {
    (void)test;
    uint64_t state = seed + 1;
    int64_t undecided = 0;
    for (int64_t k = 0; k < cases;) {
        uint64_t before = state;
        scene s;
        make_scene(&s, &state);
        claim c = {.s = &s};
        char note[512];
        s.f.derivative(&s, s.x, c.J);
        const char *mistake = spoil(&c, &state);
        if (s.where == AT_OPTIMUM || !mistake)
            continue;
        lsq_verdict verdict = judged(&c, note);
        k++;
        undecided += verdict == LSQ_UNDECIDED;
        if (verdict == LSQ_AGREES || (s.decidable && verdict != LSQ_DIFFERS))
            fail_msg("%s, %s, state %llu: %s", s.name, mistake, (unsigned long long)before, note);
    }
    assert_in_range(undecided, 0, cases / 10);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_right_raises_no_alarm),
        cmocka_unit_test(what_is_wrong_is_never_accepted),
    };
    if (argc > 1)
        cases = atoll(argv[1]);
    if (argc > 2)
        seed = strtoull(argv[2], NULL, 10);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
