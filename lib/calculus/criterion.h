/* criterion.h - the relative distance of differences and derivatives.
 *
 *   sqrt(sum (dh - df)^2 / sum (dh + df)^2)
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_CALCULUS_CRITERION_H
#define LSQ_CALCULUS_CRITERION_H

/* A 2-norm that grows by elements and neither overflows nor underflows: scale sqrt(sum). */
typedef struct lsq_length {
    double scale, sum;
} lsq_length;

void lsq_length_add(lsq_length *l, double element); /* NAN and infinity stay */
double lsq_length_of(lsq_length l);

/* The two sums, zeroed at the start. */
typedef struct lsq_criterion {
    lsq_length apart, together;
} lsq_criterion;

void lsq_criterion_add(lsq_criterion *c, double difference, double derivative);

/* 0 where all is 0; NAN where a difference was. */
double lsq_criterion_of(const lsq_criterion *c);

#endif
