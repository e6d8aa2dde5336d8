/* descent.h - a descent on its way, and what is said of its end.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_SOLVE_DESCENT_H
#define LSQ_SOLVE_DESCENT_H

#include "../base/text.h"
#include "quadratic.h"
#include "spectrum.h"

/* How a descent ended: at its tolerance, after most_steps, by rounding, or at its tolerance while
 * no digit of B is known. */
typedef enum lsq_ending { LSQ_CONVERGED, LSQ_EXHAUSTED, LSQ_ROUNDING, LSQ_BLIND } lsq_ending;

typedef struct lsq_course {
    lsq_quadratic F;
    lsq_spectrum S;
    lsq_matrix G, h; /* the gradient, and one column of it at length 1 */
    int line;        /* 1: exact line search */
    double t;        /* the fixed step */
    double tolerance;
    int64_t most_steps;
    double first, size, least; /* |G| at B = 0, now, and the least so far */
    double steepest;           /* component of G along the eigenvector of L */
    int64_t steps, least_at;
    int growths;
    lsq_ending end;
} lsq_course;

/* 1 if X'Y, which the first gradient is, may be rounding alone. */
int lsq_course_is_orthogonal(const lsq_course *D);

/* "1.01": a factor just above 1 shows by how much. */
lsq_number lsq_course_factor(double factor);

/* The note of the answer, once all of it is there: steps, rate and error where it converged, else
 * why it did not and what would help. */
void lsq_course_note(lsq_result *result, const lsq_course *D);

#endif
