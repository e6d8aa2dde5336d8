/* rows.c - the monomials of a block of rows, Z_i = prod_k x_k^(power_ik), exactly.
 *
 * A monomial that is a column is a view of it.  Each other is one multiplication of an earlier one
 * with a column where the model knows one; else its powers are made by repeated squaring.  O(rows)
 * multiplications a monomial.  LSQ_ELIMIT from lsq_integers_mul when the integers get too long.
 *
 * SPDX-License-Identifier: MIT */
#include "model.h"

/* z = z x^power by the binary digits of the power, from the highest: every step squares x^(digits
 * so far). */
static lsq_status multiply_power(lsq_integers *z, const lsq_integers *x, int64_t power,
                                 lsq_integers *work, lsq_error *error) {
    int64_t bit = 1;
    while (2 * bit <= power)
        bit *= 2;
    lsq_integers_view(work, x);
    lsq_status status = LSQ_OK;
    for (bit /= 2; bit && !status; bit /= 2) {
        status = lsq_integers_mul(work, work, work, error);
        if (!status && power & bit)
            status = lsq_integers_mul(work, work, x, error);
    }
    return status ? status : lsq_integers_mul(z, z, work, error);
}

static lsq_status multiply_out(const lsq_monomial *monomial, const lsq_integers *x, int64_t rows,
                               lsq_integers *z, lsq_error *error) {
    lsq_integers work = {0};
    lsq_status status = lsq_integers_one(z, rows, error);
    for (int64_t i = 0; i < monomial->count && !status; i++)
        status = multiply_power(z, &x[monomial->factors[i].column], monomial->factors[i].power,
                                &work, error);
    lsq_integers_clear(&work);
    return status;
}

lsq_status lsq_model_rows(const lsq_model *model, const lsq_integers *x, int64_t rows,
                          lsq_integers *Z, lsq_error *error) {
    lsq_status status = lsq_integers_one(&Z[0], rows, error);
    for (int64_t i = 1; i < model->n_monomials && !status; i++) {
        const lsq_monomial *m = &model->monomials[i];
        if (m->base == 0)
            lsq_integers_view(&Z[i], &x[m->times]);
        else if (m->base > 0)
            status = lsq_integers_mul(&Z[i], &Z[m->base], &x[m->times], error);
        else
            status = multiply_out(m, x, rows, &Z[i], error);
    }
    return status;
}
