/* tails.c - tails of t and F in balls.
 *
 * Both tails are a regularised incomplete beta function at the end where small tails keep all their
 * digits.
 *
 * SPDX-License-Identifier: MIT */
#include "tails.h"

/* p = I_(d2 / (d2 + y))(d2/2, d1/2), y >= 0 */
static void beta_tail(arb_t p, const arb_t y, int64_t d1, int64_t d2, slong prec) {
    arb_t a, b, x;
    arb_init(a);
    arb_init(b);
    arb_init(x);
    arb_add_si(x, y, (slong)d2, prec);
    arb_ui_div(x, (ulong)d2, x, prec);
    arb_set_si(a, (slong)d2);
    arb_mul_2exp_si(a, a, -1);
    arb_set_si(b, (slong)d1);
    arb_mul_2exp_si(b, b, -1);
    if (arb_is_one(x))
        arb_one(p);
    else
        arb_hypgeom_beta_lower(p, a, b, x, 1, prec);
    arb_clear(x);
    arb_clear(b);
    arb_clear(a);
}

void lsq_t_tail(arb_t p, const arb_t t, int64_t df, slong prec) {
    arb_t y;
    arb_init(y);
    arb_sqr(y, t, prec);
    beta_tail(p, y, 1, df, prec);
    arb_clear(y);
}

void lsq_f_tail(arb_t p, const arb_t f, int64_t df1, int64_t df2, slong prec) {
    arb_t y;
    arb_init(y);
    arb_mul_si(y, f, (slong)df1, prec);
    beta_tail(p, y, df1, df2, prec);
    arb_clear(y);
}
