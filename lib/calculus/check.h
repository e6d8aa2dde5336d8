/* check.h - what a check of a derivative holds.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_CALCULUS_CHECK_H
#define LSQ_CALCULUS_CHECK_H

#include "criterion.h"
#include "estimate.h"

/* Of one value. */
typedef struct lsq_check_value {
    lsq_length best; /* of its gradient */
    double moved;    /* sqrt(2 |f|) + sum sqrt(curvature) |x| */
    int is_zero;     /* its gradient is not known from 0 */
} lsq_check_value;

struct lsq_check {
    lsq_check_summary about;
    lsq_check_row *rows;
    lsq_estimate *estimates; /* by rows */
    lsq_check_value *values;
    lsq_check_point points[LSQ_STEPS];
    char *note;
};

/* c->note = one sentence on the verdict, which the element `at` has decided. */
lsq_status lsq_check_write_note(lsq_check *c, int64_t at, lsq_error *error);

#endif
