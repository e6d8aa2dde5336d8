/* descent.h - a descent on its way: the loop, what a method adds to it, what is said of its end.
 *
 * The loop looks at the gradient, judges, tells who watches, and asks the method for the next B.  A
 * method is a stepper: how to step, and what theory says of it.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_DESCENT_H
#define LSQ_SOLVE_DESCENT_H

#include "../base/text.h"
#include "quadratic.h"
#include "spectrum.h"

/* How a descent ended: at its tolerance, after most_steps, by rounding, or at its tolerance while
 * no digit of B is known. */
typedef enum lsq_ending {
    LSQ_MOVING,
    LSQ_CONVERGED,
    LSQ_EXHAUSTED,
    LSQ_ROUNDING,
    LSQ_BLIND
} lsq_ending;

typedef struct lsq_stepper lsq_stepper;

typedef struct lsq_course {
    lsq_quadratic F;
    lsq_spectrum S;
    const lsq_stepper *stepper;
    const lsq_solver_options *options;
    lsq_answer *answer; /* under construction */
    lsq_matrix G, h;    /* the gradient at B, and one column */
    lsq_matrix past[2]; /* p-by-q, 0 at the beginning: what the stepper remembers */
    void *state;        /* the stepper's own, one block of memory, freed with the course */
    double t;           /* step size that led here; NAN where the responses have their own */
    double tolerance;
    int64_t most_steps, every; /* steps between two looks at the gradient: 1, or an epoch's */
    /* steps without a new least gradient before rounding is suspected: where components oscillate,
     * so many that no swing through 0 on the way can have left that one */
    int64_t patience;
    double first, size, least; /* |G| at B = 0, when last looked at, and the least so far */
    int64_t steps, least_at;
    lsq_ending end;
} lsq_course;

struct lsq_stepper {
    int past; /* matrices of `past` that it has a use for */

    /* Called once, for a rank above 0, when F, S and what the options say are known and B = 0: fill
     * the answer's t, momentum, predicted and contraction, which are NAN, the last of which makes
     * its rate; `every`, `patience`, `state` and, where the options have none, most_steps if they
     * are not to be 1, 100, NULL and 100,000. */
    lsq_status (*plan)(lsq_course *D, lsq_error *error);

    /* B <- the next, from the gradient G at B (with `every` above 1 at the last look); t = the step
     * size, unless it is fixed; *moved = 0 if nothing has changed, nor will. */
    lsq_status (*step)(lsq_course *D, double *B, int *moved, lsq_error *error);

    /* LSQ_ENUMERIC if the gradient that was looked at shows that it diverges; NULL: it cannot, but
     * for numbers beyond the range, which the loop sees. */
    lsq_status (*judge)(lsq_course *D, const double *B, lsq_error *error);

    /* sqrt(f - f*) after that many steps is at most this times the first; NULL: unknown. */
    double (*bound)(const lsq_answer *answer, double steps);

    /* Words of the note: "converged in 34 steps (theory: " foretold[0] "34" foretold[1] "); "
     * contracts[0] " contracts by 1 - 1/2 a step" contracts[1]; without contracts[0] no such
     * sentence. */
    const char *foretold[2], *contracts[2];

    /* The method's own reason why most_steps were not enough, "" for none; NULL: never one. */
    void (*excuse)(const lsq_course *D, char *text, size_t size);
};

/* What a row of methods.c takes, if it is a descent; more may follow. */
#define LSQ_DESCENT_TAKES " tolerance most_steps ridge watch "

/* Fill *result as lsq_method's solve does. */
lsq_status lsq_descend(lsq_result *result, lsq_kept *kept, const lsq_stepper *stepper,
                       const lsq_solver_options *options, lsq_error *error);

/* b += s h for one response and a vector h; 1 if an element has changed. */
int lsq_course_move(lsq_course *D, double *b, double s, const double *h);

/* h = v / |v| for a vector v of p, which may be h; returns |v|, and if that is 0 h is of no use. */
double lsq_course_direction(const lsq_course *D, const double *v, double *h);

/* The curvature between mu and L that is next to the computed one: what is outside that comes from
 * rounding, and unbounded steps would throw B out of the row space.  On products a curvature below
 * their rounding is not known either. */
double lsq_course_possible(const lsq_course *D, double curvature);

/* *wanted = 1/t, possible, for the t that minimises f along h, |h| = 1. */
lsq_status lsq_course_curvature(lsq_course *D, const double *h, double *wanted, lsq_error *error);

/* 1 if X'Y, which the first gradient is, may be rounding alone. */
int lsq_course_is_orthogonal(const lsq_course *D);

/* 1 if columns of length 1 would make the condition number of X'X much better.  With a penalty they
 * would make another problem. */
int lsq_course_is_unscaled(const lsq_course *D);

/* "1.01": a factor just above 1 shows by how much. */
lsq_number lsq_course_factor(double factor);

/* A number of steps: 309, 2.4e14, infinity. */
lsq_number lsq_course_steps(double count);

/* The note of the answer, once all of it is there: steps, rate and error where it converged, else
 * why it did not and what would help. */
void lsq_course_note(lsq_result *result, const lsq_course *D);

#endif
